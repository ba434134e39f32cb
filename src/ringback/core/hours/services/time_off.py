"""When members are away."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.hours.models import Calendar, Scope, TimeOff
from ringback.core.hours.services.reading import home_of, zone_of

MOST_DAYS = 366
MOST_AHEAD = 200


@dataclass(frozen=True, slots=True)
class TimeOffValues:
    """From the first to the last day, both included, or with times: from an instant of the first to one of the last."""

    first_day: date
    last_day: date
    from_time: time | None = None
    until_time: time | None = None
    note: str = ""


def zone_of_member(organisation_id: int, member_id: int) -> ZoneInfo:
    """The zone of the member's own hours, else the organisation's."""
    home = home_of(organisation_id)
    own = Calendar.objects.filter(organisation_id=organisation_id, scope=Scope.MEMBER, scope_id=member_id).first()
    return home.zone_info if own is None else zone_of(home, own)


def time_off_of(actor: Actor, member_id: int) -> list[TimeOff]:
    """What lies ahead of a member, or is now, the soonest first. One's own, or with "team.edit"."""
    _require(actor, member_id)
    rows = TimeOff.objects.filter(organisation_id=actor.organisation_id, member_id=member_id)
    return list(rows.filter(ends_at__gt=clock.now()).order_by("starts_at", "id"))


def take_time_off(actor: Actor, member_id: int, values: TimeOffValues) -> TimeOff:
    """Let a member be away: nobody is promised to them meanwhile. Raises FieldError naming the field."""
    _require(actor, member_id)
    note = " ".join(values.note.split())
    if len(note) > 120:
        raise FieldError("note", _("This is too long."), _("Use at most 120 characters."))
    starts_at, ends_at = _instants(values, zone_of_member(actor.organisation_id, member_id))
    if ends_at <= clock.now():
        raise FieldError("last_day", _("This is over already."), _("Choose days that are still to come."))
    with transaction.atomic():
        if len(time_off_of(actor, member_id)) >= MOST_AHEAD:
            raise FieldError("first_day", _("There is too much time off ahead."), _("Delete some of it first."))
        made = TimeOff.objects.create(
            organisation_id=actor.organisation_id,
            member_id=member_id,
            starts_at=starts_at,
            ends_at=ends_at,
            whole_days=values.from_time is None and values.until_time is None,
            note=note,
        )
        _tell(actor, "time_off.taken", member_id)
    return made


def give_back_time_off(actor: Actor, member_id: int, time_off_id: int) -> None:
    """Delete time off. Raises NotFoundError."""
    _require(actor, member_id)
    with transaction.atomic():
        rows = TimeOff.objects.filter(organisation_id=actor.organisation_id, member_id=member_id, id=time_off_id)
        if rows.delete()[0] != 1:
            raise NotFoundError(_("There is no such time off."))
        _tell(actor, "time_off.given_back", member_id)


def _require(actor: Actor, member_id: int) -> None:
    if member_id != actor.member_id:
        require(actor, "team.edit")
    if member_id not in member_names(actor.organisation_id):
        raise NotFoundError(_("There is no such member."))


def _instants(values: TimeOffValues, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant away and the first one back, in `zone`."""
    if (values.last_day - values.first_day).days >= MOST_DAYS:
        raise FieldError("last_day", _("This is longer than a year."), _("Split it."))
    starts_at = datetime.combine(values.first_day, values.from_time or time(), zone)
    if values.until_time is None:
        ends_at = datetime.combine(values.last_day + timedelta(days=1), time(), zone)
    else:
        ends_at = datetime.combine(values.last_day, values.until_time, zone)
    if ends_at <= starts_at:
        field = "until_time" if values.last_day == values.first_day else "last_day"
        raise FieldError(field, _("The end is before the beginning."), _("Put them in order."))
    return starts_at, ends_at


def _tell(actor: Actor, action: str, member_id: int) -> None:
    audit(actor, action, f"member {member_id}")
    doorbell.ring("desk", organisation=actor.organisation_id, what="hours")
