"""Whose time an interview takes, what is free, and taking it: the database lets nobody be in two at once (ADR 35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import member_names
from ringback.base.database.collisions import one_by_one
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.core.hours import services as hours
from ringback.doors.hiring.interviews import rules
from ringback.doors.hiring.interviews.models import Interview, Taken
from ringback.doors.hiring.interviews.rules import Permitted

if TYPE_CHECKING:
    from ringback.doors.hiring.candidates.models import Application


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose time is wanted, for how long, by which clock. `but_id`: the interview whose own time is not in its way."""

    organisation_id: int
    zone: str
    minutes: int
    interviewer_ids: Sequence[int]
    room_id: int | None
    person_id: int | None
    but_id: int | None = None

    @property
    def whose(self) -> list[str]:
        """Each of them as `Taken.whose` has it, in order."""
        members = [f"member {number}" for number in self.interviewer_ids]
        others = [("room", self.room_id), ("person", self.person_id)]
        return sorted(members + [f"{kind} {number}" for kind, number in others if number is not None])


class TakenError(ConflictError):
    """The time that was chosen cannot be had any more; `offers` are those that can."""

    def __init__(self, offers: Sequence[datetime]) -> None:
        super().__init__("This time has just been taken. Please choose another one.")
        self.offers = tuple(offers)


class BusyError(ConflictError):
    """Whoever leads the interview is busy then, by their own calendar; the text names them."""


def wanted_for(application: "Application", interviewer_ids: Sequence[int], room_id: int | None, minutes: int) -> Wanted:
    """What an interview with this candidate would take."""
    opening = application.opening
    return Wanted(application.organisation_id, opening.zone, minutes, interviewer_ids, room_id, application.person_id)


def wanted_by(interview: Interview, interviewer_ids: Sequence[int]) -> Wanted:
    """What this interview takes."""
    application = interview.application
    return Wanted(
        interview.organisation_id,
        application.opening.zone,
        interview.minutes,
        interviewer_ids,
        interview.room_id,
        application.person_id,
        interview.pk,
    )


def free_times(wanted: Wanted, until: datetime) -> list[datetime]:
    """When it can begin, from two hours ahead: all of them work then, and none of them is taken (MISSION H8)."""
    since = clock.now() + rules.NOTICE
    zone = ZoneInfo(wanted.zone)
    first, last = rules.cells(since, 1)[0], rules.cells(until, wanted.minutes)[-1]
    rows = Taken.objects.filter(whose__in=wanted.whose, cell__gte=first, cell__lte=last)
    if wanted.but_id is not None:
        rows = rows.exclude(interview_id=wanted.but_id)
    taken = set(rows.values_list("cell", flat=True))
    for stretches in hours.busy_times(wanted.interviewer_ids, since, until + rules.LONGEST).values():
        taken.update(rules.cells_of(stretches, since, until + rules.LONGEST))
    return rules.free(since, until, wanted.minutes, zone, _crew(wanted), taken)


def _check_calendars(wanted: Wanted, at: datetime) -> None:
    """Raises BusyError naming whose own calendar has something else at that time."""
    ends_at = at + timedelta(minutes=wanted.minutes)
    busy = hours.busy_times(wanted.interviewer_ids, at, ends_at)
    if busy:
        names = member_names(wanted.organisation_id)
        listed = ", ".join(names[number] for number in sorted(busy) if number in names)
        raise BusyError(_("Busy at that time by their own calendar: %(names)s.") % {"names": listed})


def working_days(organisation_id: int, zone: str) -> Permitted:
    """When the organisation works, for what is to be done before an interview."""
    found = hours.permitted(organisation_id, calendar_id=hours.calendar_for(organisation_id))
    return found if found.parties else hours.Book(organisation_id).office(zone)


def _crew(wanted: Wanted) -> list[Permitted]:
    """When each of the interviewers works; office hours where nobody has said."""
    book = hours.Book(wanted.organisation_id, member_ids=wanted.interviewer_ids)
    found: list[Permitted] = []
    for member_id in wanted.interviewer_ids:
        own = book.permitted(member_id=member_id)
        found.append(own)
        if all(party.away for party in own.parties):  # time off at most, but no hours of their own or ours
            found.append(book.office(wanted.zone))
    return found or [book.office(wanted.zone)]


def stand_in_line(organisation_id: int) -> None:
    """Plan interviews one after the other, so that two who swap their times do not wait for each other.

    The order only: what decides is that a cell has one row.
    """
    one_by_one(f"interviews of {organisation_id}")


def take(interview: Interview, wanted: Wanted, at: datetime) -> None:
    """Take the time from `at` on, instead of what the interview had, in the caller's transaction.

    Raises TakenError, and BusyError for what somebody's own calendar says.
    """
    _check_calendars(wanted, at)
    Taken.objects.filter(interview=interview).delete()
    rows = [
        Taken(interview=interview, whose=whose, cell=cell)
        for whose in wanted.whose
        for cell in rules.cells(at, wanted.minutes)
    ]
    try:
        with transaction.atomic():
            Taken.objects.bulk_create(rows)
    except IntegrityError:
        raise TakenError(free_times(wanted, at + timedelta(days=7))) from None


def give_back(interview: Interview) -> None:
    """Free the interview's time, in the caller's transaction."""
    Taken.objects.filter(interview=interview).delete()
