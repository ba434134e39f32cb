"""Exceptions of a calendar: days that are closed, or have other hours."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.hours import rules
from ringback.core.hours.models import Calendar, SpecialDays
from ringback.core.hours.rules import Span
from ringback.core.hours.services.calendars import locked, tell

MOST_DAYS = 366
MOST_EXCEPTIONS = 500


def add_exception(
    actor: Actor, calendar_id: int, first_day: date, last_day: date, spans: Sequence[Span] = (), note: str = ""
) -> SpecialDays:
    """Let other hours hold from `first_day` to `last_day` (both included); no spans: closed.

    Raises FieldError naming "first_day", "last_day", "spans" or "note".
    """
    _check_days(first_day, last_day)
    kept = [list(span) for span in rules.checked_spans("spans", spans)]
    note = " ".join(note.split())
    if len(note) > 120:
        raise FieldError("note", _("This is too long."), _("Use at most 120 characters."))
    with transaction.atomic():
        calendar = locked(actor, calendar_id)
        _check_room(calendar, first_day, last_day)
        made = SpecialDays.objects.create(
            calendar=calendar, first_day=first_day, last_day=last_day, spans=kept, note=note
        )
        tell(actor, "hours.exception_made", calendar, days=str(made))
    return made


def delete_exception(actor: Actor, calendar_id: int, exception_id: int) -> None:
    """Let the week hold again on those days. Raises NotFoundError."""
    with transaction.atomic():
        calendar = locked(actor, calendar_id)
        row = SpecialDays.objects.filter(calendar=calendar, id=exception_id).first()
        if row is None:
            raise NotFoundError(_("There is no such exception."))
        row.delete()
        tell(actor, "hours.exception_deleted", calendar, days=str(row))


def _check_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise FieldError("last_day", _("The last day is before the first."), _("Put them in order."))
    if (last_day - first_day).days >= MOST_DAYS:
        raise FieldError("last_day", _("This is longer than a year."), _("Change the weekly hours instead."))


def _check_room(calendar: Calendar, first_day: date, last_day: date) -> None:
    if calendar.exceptions.count() >= MOST_EXCEPTIONS:
        raise FieldError("first_day", _("There are too many exceptions."), _("Delete old ones first."))
    if calendar.exceptions.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise FieldError(
            "first_day", _("There is an exception on one of these days already."), _("Delete that one first.")
        )
