"""Which kinds of promise may be linked with one of another organisation, and who hears of the far end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ringback.core.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Far:
    """All that one side ever knows of the other: when its promise is due and how that stands.

    `state` is a State, never "keeping"; both are empty once the link is `ended`.
    """

    due_at: datetime | None
    state: str
    ended: bool


# Writes rows only, in a transaction of its own; the promise is this side's, locked, open or closed.
Hears = Callable[[Promise, Far], None]

_hears: dict[str, Hears] = {}


def links(kind: str, hears: Hears) -> None:
    """Let promises of `kind` be linked; `hears` is told whenever the far end was moved, closed, or is linked no more.

    It may come more than once for one change, and two changes may come as one.
    """
    _hears[kind] = hears


def is_linked(kind: str) -> bool:
    """Whether promises of the kind may be linked at all: everybody else pays nothing for it."""
    return kind in _hears


def hears_of(kind: str) -> Hears | None:
    """Who hears of the far end of such promises."""
    return _hears.get(kind)
