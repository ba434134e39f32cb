"""How an opening's candidates are kept posted: read, and changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.goodbye.models import Manners
from ringback.doors.hiring.openings.services import opening_of

LONGEST_DELAY = 7 * 86_400


def manners_of(opening_id: int) -> Manners:
    """Those of an opening; the defaults where nothing was said."""
    return Manners.objects.filter(opening_id=opening_id).first() or Manners(opening_id=opening_id)


def save_manners(
    actor: Actor,
    opening_id: int,
    *,
    next_steps: bool,
    written_reasons: bool,
    delay_seconds: int,
    asks_treatment: bool = False,
) -> Manners:
    """Say how candidates of the opening are kept posted. Raises FieldError."""
    if not 0 <= delay_seconds <= LONGEST_DELAY:
        raise FieldError("delay", _("This is out of range."), _("Choose up to a week."))
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        said = {
            "next_steps": next_steps,
            "written_reasons": written_reasons,
            "delay_seconds": delay_seconds,
            "asks_treatment": asks_treatment,
        }
        saved, _made = Manners.objects.update_or_create(opening=opening, defaults=said)
        audit(actor, "opening.manners_changed", f"opening {opening_id}", **said)
    return saved
