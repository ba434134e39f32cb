"""Whose handlers raise: theirs run inside savepoints, which would cost everybody else more than their work."""

from contextlib import AbstractContextManager, nullcontext

from django.db import InterfaceError, OperationalError, transaction

from ringback.base.kit import clock

CAREFUL_SECONDS = 60.0
# A database error in a handler means that the database is away, until it has been there for all but this handler.
MOST_STRAINS = 3

AWAY = (OperationalError, InterfaceError)

# Holds nothing, so that one is enough: it is entered twice for each promise.
_FREE: AbstractContextManager[object] = nullcontext()


class UndoneError(Exception):
    """A handler raised with nothing to hold what it wrote: the batch is undone, and done again with savepoints."""


class Care:
    """Remembers, by any name, what raised lately."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._strains: dict[str, int] = {}

    def refresh(self) -> None:
        """Forget what has not raised for a while. Call it before a batch, never within one."""
        at = clock.monotonic()
        self._until = {name: until for name, until in self._until.items() if until > at}

    def guard(self, name: str) -> AbstractContextManager[object]:
        """What to do the work of `name` in."""
        return transaction.atomic() if name in self._until else _FREE

    def passed(self, name: str) -> None:
        """The work of `name` came to its end."""
        if self._strains:
            self._strains.pop(name, None)

    def judge(self, name: str, error: Exception) -> None:
        """Return where `error` is the failure of `name` alone, and what it wrote is undone.

        Raises `error` itself where the database seems to be away, and UndoneError to have the batch done again.
        """
        if isinstance(error, AWAY):
            self._strains[name] = self._strains.get(name, 0) + 1
            if self._strains[name] <= MOST_STRAINS:
                raise error
        guarded = name in self._until
        self._until[name] = clock.monotonic() + CAREFUL_SECONDS
        if not guarded:
            raise UndoneError(name) from error
