"""Who keeps which kind of promise: the registry that doors fill at start."""

from dataclasses import dataclass
from typing import Protocol

from ringback.base.kit.errors import RingbackError
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome


class UnknownKindError(RingbackError):
    """Nobody has registered to keep this kind of promise."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A channel has taken the attempt in a row of its own, and will report on it."""


class Handler(Protocol):
    """Keeps one kind of promise.

    Where `outside` is False, `keep` writes rows only, in the transaction that claims the promise: after a crash
    both are there or neither is. Where it is True, `keep` runs after that commit, with the promise leased; if its
    process dies meanwhile the attempt is uncertain. `told` runs after an outcome changed the promise.
    """

    outside: bool

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | HandedOver: ...

    def told(self, promise: Promise) -> None: ...


_handlers: dict[str, Handler] = {}


def keeps(kind: str, handler: Handler) -> None:
    """Register `handler` for promises of `kind`, "website.callback" for example."""
    _handlers[kind] = handler


def outside_kinds() -> list[str]:
    """The kinds whose handlers act outside the database."""
    return sorted(kind for kind, handler in _handlers.items() if handler.outside)


def handler_of(kind: str) -> Handler:
    """Who keeps `kind`. Raises UnknownKindError."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(f"Nobody keeps promises of the kind {kind}.") from None
