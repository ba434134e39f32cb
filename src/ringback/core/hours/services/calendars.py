"""Making, changing and deleting calendars."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require, scope_choices
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.hours import public_holidays, rules
from ringback.core.hours.models import Calendar, Scope
from ringback.core.hours.rules import Week

WEEKDAY_FIELDS = tuple(f"day{number}" for number in range(7))


@dataclass(frozen=True, slots=True)
class CalendarValues:
    """What a person says of a calendar. An empty zone is the organisation's, an empty country keeps no holidays."""

    scope: str
    scope_id: int
    week: Week
    zone: str = ""
    holiday_country: str = ""
    holiday_region: str = ""


def require_calendar(actor: Actor, scope: str, scope_id: int) -> None:
    """Pass if the actor may change this calendar: their own always, members' with "team.edit", else "setup.edit"."""
    if scope != Scope.MEMBER:
        require(actor, "setup.edit", *(((scope, scope_id),) if scope_id else ()))
    elif scope_id != actor.member_id:
        require(actor, "team.edit")


def calendar_of(actor: Actor, calendar_id: int) -> Calendar:
    """One calendar of the actor's organisation, to change. Raises NotFoundError, NotAllowedError."""
    calendar = Calendar.objects.filter(organisation_id=actor.organisation_id, id=calendar_id).first()
    if calendar is None:
        raise NotFoundError(_("There are no such hours."))
    require_calendar(actor, calendar.scope, calendar.scope_id)
    return calendar


def save_calendar(actor: Actor, calendar_id: int | None, values: CalendarValues) -> Calendar:
    """Make a calendar, or change `calendar_id`; whose hours it holds never changes.

    Raises FieldError naming the field and its mend: "scope", "zone", "holiday_country", "holiday_region", "day0" to
    "day6" (Monday to Sunday).
    """
    fields = _checked(values)
    if calendar_id is None:
        return _made(actor, values, fields)
    with transaction.atomic():
        calendar = locked(actor, calendar_id)
        changed = sorted(name for name, value in fields.items() if getattr(calendar, name) != value)
        for name in changed:
            setattr(calendar, name, fields[name])
        calendar.changed_at = clock.now()
        calendar.save()
        if changed:
            tell(actor, "hours.changed", calendar, fields=changed)
    return calendar


Gone = Callable[[int, int], None]
_on_gone: list[Gone] = []


def when_calendar_gone(handler: Gone) -> None:
    """Let `handler(organisation_id, calendar_id)` run in the transaction that deletes a calendar: what was promised by
    it is to go by others."""
    if handler not in _on_gone:
        _on_gone.append(handler)


def delete_calendar(actor: Actor, calendar_id: int) -> None:
    """Delete a calendar and its exceptions: the next less specific one holds from then on."""
    with transaction.atomic():
        calendar = locked(actor, calendar_id)
        _delete(calendar)
        tell(actor, "hours.deleted", calendar)


def forget_calendar(actor: Actor, scope: str, scope_id: int) -> None:
    """Delete the hours of a site or hunt group that is being deleted, if it has some.

    In the caller's transaction, who has checked that the actor may. What was promised with them goes by the
    organisation's.
    """
    for calendar in Calendar.objects.filter(organisation_id=actor.organisation_id, scope=scope, scope_id=scope_id):
        _delete(calendar)
        tell(actor, "hours.deleted", calendar)


def _delete(calendar: Calendar) -> None:
    calendar_id = calendar.pk
    calendar.delete()
    for handler in _on_gone:
        handler(calendar.organisation_id, calendar_id)


def locked(actor: Actor, calendar_id: int) -> Calendar:
    """The calendar, locked until the transaction ends. Raises NotFoundError, NotAllowedError."""
    rows = Calendar.objects.select_for_update().filter(organisation_id=actor.organisation_id, id=calendar_id)
    calendar = rows.first()
    if calendar is None:
        raise NotFoundError(_("There are no such hours."))
    require_calendar(actor, calendar.scope, calendar.scope_id)
    return calendar


def tell(actor: Actor, action: str, calendar: Calendar, **detail: Any) -> None:
    """Put a change on record and let the desks look again."""
    audit(actor, action, str(calendar), **detail)
    doorbell.ring("desk", organisation=actor.organisation_id, what="hours")


def check_zone(zone: str) -> str:
    """`zone` if it is one, or "". Raises FieldError."""
    if zone and rules.zone_named(zone) is None:
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list, as Europe/Berlin."))
    return zone


def check_week(week: Week) -> list[list[int]]:
    """The week as tables keep it. Raises FieldError naming "day0" to "day6"."""
    if len(week) != len(WEEKDAY_FIELDS):
        raise FieldError("day0", _("A week has seven days."), _("Give the hours of each, or none."))
    days = zip(WEEKDAY_FIELDS, week, strict=True)
    return rules.rows_of(tuple(rules.checked_spans(field, spans) for field, spans in days))


def _made(actor: Actor, values: CalendarValues, fields: dict[str, Any]) -> Calendar:
    _check_scope(actor, values.scope, values.scope_id)
    require_calendar(actor, values.scope, values.scope_id)
    owner = {"organisation_id": actor.organisation_id, "scope": values.scope, "scope_id": values.scope_id}
    try:
        with transaction.atomic():
            calendar = Calendar.objects.create(**owner, **fields)
            tell(actor, "hours.made", calendar)
    except IntegrityError as error:
        raise FieldError(
            "scope", _("There are hours for this already."), _("Change those, or choose another.")
        ) from error
    return calendar


def _check_scope(actor: Actor, scope: str, scope_id: int) -> None:
    if scope == Scope.ORGANISATION:
        fits = scope_id == 0
    elif scope == Scope.MEMBER:
        fits = scope_id in member_names(actor.organisation_id)
    else:
        choices = scope_choices(actor.organisation_id)
        fits = scope in Scope.values and (scope, scope_id) in {(kind, number) for kind, number, _name in choices}
    if not fits:
        raise FieldError("scope", _("There is nothing like this to give hours to."), _("Choose from the list."))


def _checked(values: CalendarValues) -> dict[str, Any]:
    country, region = values.holiday_country, values.holiday_region
    known = public_holidays.countries()
    if country and country not in known:
        raise FieldError("holiday_country", _("We know no holidays of this country."), _("Choose one from the list."))
    if region and region not in known.get(country, ()):
        raise FieldError("holiday_region", _("This country has no such region."), _("Choose one from the list."))
    return {
        "zone": check_zone(values.zone),
        "weekly": check_week(values.week),
        "holiday_country": country,
        "holiday_region": region,
    }
