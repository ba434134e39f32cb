"""What is left to do outside the database once a transaction is committed: files to remove, lines for the ledger."""

from collections.abc import Callable

_handlers: list[Callable[[int], None]] = []


def when_aftermath(handler: Callable[[int], None]) -> None:
    """Let `handler(organisation_id)` run in every transaction that leaves something to do outside the database."""
    if handler not in _handlers:
        _handlers.append(handler)


def tell(organisation_id: int) -> None:
    """Say that there is something to do after this transaction."""
    for handler in _handlers:
        handler(organisation_id)
