"""What has been between us and a person: the registry that slices fill, and the person's page reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise as Text

if TYPE_CHECKING:
    from ringback.base.accounts.services import Actor

MOST_EACH = 100


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history: when, what, and where it leads. `icon` is one of the desk's icons.txt."""

    at: datetime
    icon: str
    title: str | Text
    detail: str | Text = ""
    url: str = ""


# What happened with the persons of these ids, as far as the actor may see it: newest first, at most so many.
Teller = Callable[["Actor", tuple[int, ...], int], Iterable[Happening]]

_tellers: dict[str, Teller] = {}


def tells_history(name: str, teller: Teller) -> None:
    """Let `teller` say what a slice knows; the same name again takes its place."""
    _tellers[name] = teller


def history(actor: "Actor", person_ids: tuple[int, ...], most: int = MOST_EACH) -> list[Happening]:
    """What every slice knows, newest first, at most `most` lines."""
    told = [one for teller in _tellers.values() for one in teller(actor, person_ids, most)]
    return sorted(told, key=lambda one: one.at, reverse=True)[:most]
