"""An opening's life: draft, open, closed; and what holds its closing."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services.finding import opening_of

_holding: dict[str, Callable[[Opening], str]] = {}
_holding_open: dict[str, Callable[[Opening], str]] = {}


def holds_closing(name: str, check: Callable[[Opening], str]) -> None:
    """Let `check(opening)` say why it cannot be closed yet, "" for nothing; the same name again takes its place."""
    _holding[name] = check


def holds_opening(name: str, check: Callable[[Opening], str]) -> None:
    """Let `check(opening)` say why it cannot be opened yet, "" for nothing; the same name again takes its place."""
    _holding_open[name] = check


def what_holds(opening: Opening) -> list[str]:
    """Every reason why the opening cannot be closed yet (MISSION H6)."""
    return [reason for check in _holding.values() if (reason := check(opening))]


def open_opening(actor: Actor, opening_id: int) -> Opening:
    """Publish an opening, or one that was closed again.

    Raises FieldError while nobody could apply to it, ConflictError while it is not approved (MISSION H9).
    """
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        if opening.state == Opening.State.OPEN:
            return opening
        if not opening.consent_text:
            raise FieldError(
                "consent_text", _("Applicants must be told what becomes of their data."), _("Write it under Consent.")
            )
        now = clock.now()
        if opening.closing_at is not None and opening.closing_at <= now:
            raise FieldError("closing_at", _("The closing date is past."), _("Choose a later one, or none."))
        if reasons := [reason for check in _holding_open.values() if (reason := check(opening))]:
            raise ConflictError(" ".join(reasons))
        opening.state, opening.closed_at = Opening.State.OPEN, None
        opening.opened_at = opening.opened_at or now
        opening.save(update_fields=["state", "opened_at", "closed_at"])
        audit(actor, "opening.opened", f"opening {opening_id}")
    return opening


def close_opening(actor: Actor, opening_id: int) -> Opening:
    """Close an opening: its page is gone. Raises ConflictError while anyone is without an answer (MISSION H6)."""
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        if opening.state == Opening.State.CLOSED:
            return opening
        if reasons := what_holds(opening):
            raise ConflictError(" ".join(reasons))
        opening.state, opening.closed_at = Opening.State.CLOSED, clock.now()
        opening.save(update_fields=["state", "closed_at"])
        audit(actor, "opening.closed", f"opening {opening_id}")
    return opening
