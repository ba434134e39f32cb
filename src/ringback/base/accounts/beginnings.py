"""What else somebody can begin with who belongs to no organisation yet; doors add theirs when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something to open for oneself: `url_name` leads there without arguments, `allowed` says whether anybody may."""

    slug: str
    title: str | Promise
    text: str | Promise
    url_name: str
    allowed: Callable[[], bool]


_beginnings: dict[str, Beginning] = {}


def offers_beginning(beginning: Beginning) -> None:
    """Offer it; the same slug again takes its place."""
    _beginnings[beginning.slug] = beginning


def beginnings() -> list[Beginning]:
    """Those that are allowed here now."""
    return [one for _slug, one in sorted(_beginnings.items()) if one.allowed()]
