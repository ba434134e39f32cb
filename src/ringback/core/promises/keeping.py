"""Who keeps which kind of promise: the registry that doors fill at start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise as Text

from ringback.base.kit.errors import RingbackError
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome


class UnknownKindError(RingbackError):
    """Nobody has registered to keep this kind of promise."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A channel has taken the attempt in a row of its own, and will report on it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt outside the database ended, with its evidence (plain JSON values) and what went wrong in words.

    `note` writes what else there is to say of it, rows only, in the transaction that writes the outcome: many attempts
    share one, which may be done again. `not_before_at`: where it is to be tried again, the other side asked to be left
    alone until then.
    """

    outcome: Outcome
    evidence: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    note: Callable[[], object] = lambda: None
    not_before_at: datetime | None = None


class Handler(Protocol):
    """Keeps one kind of promise.

    Where `outside` is False, `keep` writes rows only, in the transaction that claims the promise: after a crash
    both are there or neither is. It waits for nothing, for everybody else waits for it.
    Where it is True, `keep` runs after that commit, with the promise leased, in a thread of its own beside others,
    and has `seconds` (30 where the handler has no such attribute) before it is given up. What it has to write of its
    effect it gives back as Ended, to be written with others' by the keeper. What becomes of a promise
    whose handler was given up, raised what it did not foresee, or lost its process: with `at_most_once` the attempt
    is uncertain; without, it failed or, where the process died, is replayed with the same key.
    `told` runs after an outcome changed the promise, and writes rows only.
    """

    outside: bool

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | HandedOver | Ended: ...

    def told(self, promise: Promise) -> None: ...


OUTSIDE_SECONDS = 30.0

_handlers: dict[str, Handler] = {}
_labels: dict[str, str | Text] = {}
_purposes: dict[str, str] = {}
_missed_at_once: set[str] = set()
# Writes rows only, in the transaction that moved these promises of one organisation and kind.
Mover = Callable[[Sequence[Promise]], None]
_movers: dict[str, Mover] = {}


def keeps(
    kind: str,
    handler: Handler,
    label: str | Text = "",
    *,
    stands_on: str = "",
    missed_at_once: bool = False,
    moved: Mover | None = None,
) -> None:
    """Register `handler` for promises of `kind`, "website.callback" for example, which people know as `label`.

    `stands_on`: the purpose of the consent with which such a promise is made; withdrawn, it takes the promise back.
    `missed_at_once`: such a promise is made because somebody was missed, and stands on that list from the start.
    `moved` is told of those that anybody put to another time.
    """
    _handlers[kind] = handler
    _labels[kind] = label
    _purposes[kind] = stands_on
    if missed_at_once:
        _missed_at_once.add(kind)
    if moved is not None:
        _movers[kind] = moved


def tell_moved(promises: Sequence[Promise]) -> None:
    """Tell whoever wants to hear of it that these, of one organisation, were put to another time and are written."""
    for kind in {promise.kind for promise in promises} & _movers.keys():
        _movers[kind]([promise for promise in promises if promise.kind == kind])


def kinds_missed_at_once() -> list[str]:
    """The kinds whose promises say that somebody was missed."""
    return sorted(_missed_at_once)


def kinds_on(purpose: str) -> list[str]:
    """The kinds that stand on a consent for `purpose`."""
    return sorted(kind for kind, stands_on in _purposes.items() if stands_on == purpose)


def label_of(kind: str) -> str | Text:
    """What people call a kind; its own name where nobody said."""
    return _labels.get(kind) or kind


def registered_kinds() -> list[str]:
    """The kinds that somebody keeps."""
    return sorted(_handlers)


def seconds_of(kind: str) -> float:
    """How long `keep` of an outside `kind` may take."""
    return float(getattr(handler_of(kind), "seconds", OUTSIDE_SECONDS))


def outside_kinds() -> list[str]:
    """The kinds whose handlers act outside the database."""
    return sorted(kind for kind, handler in _handlers.items() if handler.outside)


def handler_of(kind: str) -> Handler:
    """Who keeps `kind`. Raises UnknownKindError."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(f"Nobody keeps promises of the kind {kind}.") from None
