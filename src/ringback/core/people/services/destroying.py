"""What was destroyed for good and is no person: a slice says so, and destroys it again when a backup brings it back."""

from collections.abc import Callable
from datetime import datetime

from ringback.base.accounts.services import organisation_ids
from ringback.base.database import many_rows
from ringback.core.people.models import Destruction
from ringback.core.people.services import aftermath

Again = Callable[[int, datetime], bool]

_handlers: dict[str, Again] = {}


def destroys(what: str, again: Again) -> None:
    """Let `again(number, made_at)` destroy what a backup brought back, and say whether it was there.

    It is the row of that number and age, or nothing. It runs before any role does, in transactions of its own.
    """
    _handlers[what] = again


def note_destroyed(what: str, organisation_id: int, number: int, made_at: datetime) -> None:
    """Note in the caller's transaction that row `number`, made at `made_at`, is destroyed, for the ledger to keep.

    The organisation may go with it: another one's promise writes the ledger, which is the installation's.
    """
    row = Destruction(what=what, organisation_id=organisation_id, number=number, made_at=made_at)
    if many_rows.insert_if_free(row) and (others := set(organisation_ids()) - {organisation_id}):
        aftermath.tell(min(others))


def destroy_again(what: str, number: int, made_at: datetime) -> bool:
    """Have it destroyed by whoever registered; whether it was there. Raises ValueError where nobody did."""
    if what not in _handlers:
        raise ValueError(f"nobody destroys a {what!r}")
    return _handlers[what](number, made_at)
