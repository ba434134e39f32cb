"""How those who get an offer are narrowed down: the registry that doors fill at start (MISSION W23)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as Text

from ringback.core.people.services import PersonIds


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One question to which a choice narrows the audience, as "Asked on the website: … ".

    `choices(organisation_id)` gives (value, label); `persons(organisation_id, value)` the ids of whom that means, as a
    query, and nobody for a value there is not.
    """

    slug: str
    title: str | Text
    choices: Callable[[int], list[tuple[str, str]]]
    persons: Callable[[int, str], PersonIds]


_narrowings: dict[str, Narrowing] = {}


def narrows_offers(narrowing: Narrowing) -> None:
    """Let `narrowing` be asked; the same slug again takes its place."""
    _narrowings[narrowing.slug] = narrowing


def narrowings() -> list[Narrowing]:
    """All of them, by slug."""
    return [_narrowings[slug] for slug in sorted(_narrowings)]
