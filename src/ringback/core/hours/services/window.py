"""When an organisation lets people be called (MISSION W8)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.core.hours import norms, rules
from ringback.core.hours.models import CallingWindow
from ringback.core.hours.rules import Week
from ringback.core.hours.services.calendars import check_week


@dataclass(frozen=True, slots=True)
class Window:
    """The permitted hours of each day by the called person's clock; `source` says where they come from."""

    week: Week
    on_holidays: bool
    source: str
    is_norm: bool


def window_of(organisation_id: int) -> Window:
    """The organisation's own window, else the norm. One query."""
    row = CallingWindow.objects.filter(organisation_id=organisation_id).first()
    return norm_window() if row is None else Window(rules.week_of(row.weekly), row.on_holidays, row.source, False)


def norm_window() -> Window:
    """What holds until an organisation sets its own."""
    norm = norms.calling_window()
    return Window(norm.week, norm.on_holidays, norm.source, is_norm=True)


def save_window(actor: Actor, week: Week, *, on_holidays: bool, source: str) -> Window:
    """Set the organisation's own window. Raises FieldError naming "day0" to "day6" or "source"."""
    require(actor, "setup.edit")
    weekly, source = check_week(week), " ".join(source.split())
    if not weekly:
        raise FieldError("day0", _("Nobody could ever be called."), _("Give at least one day hours."))
    if len(source) > 300:
        raise FieldError("source", _("This is too long."), _("Use at most 300 characters."))
    fields = {"weekly": weekly, "on_holidays": on_holidays, "source": source, "changed_at": clock.now()}
    with transaction.atomic():
        CallingWindow.objects.update_or_create(defaults=fields, organisation_id=actor.organisation_id)
        _tell(actor, "calling_window.changed")
    return window_of(actor.organisation_id)


def reset_window(actor: Actor) -> None:
    """Let the norm hold again."""
    require(actor, "setup.edit")
    with transaction.atomic():
        if CallingWindow.objects.filter(organisation_id=actor.organisation_id).delete()[0]:
            _tell(actor, "calling_window.reset")


def _tell(actor: Actor, action: str) -> None:
    audit(actor, action, f"organisation {actor.organisation_id}")
    doorbell.ring("desk", organisation=actor.organisation_id, what="hours")
