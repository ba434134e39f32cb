"""The promises to write interviews into members' own calendars, one for each change and member."""

from collections.abc import Iterable

from ringback.base.kit import clock
from ringback.core.hours import services as hours
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Policy, Promise
from ringback.doors.hiring.interviews.caldav.models import CalendarCopy
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services.finding import interviewer_ids
from ringback.doors.hiring.interviews.services.planning import HOUSE
from ringback.doors.hiring.interviews.services.telling import DOOR

WRITE = "hiring.interview_calendar"
_AGAIN = Policy({"failed": (30, 300, 1800, 6 * 3600), "interrupted": (10, 60)})


def changed(interview: Interview) -> None:
    """An interview has a time, another, or none any more: its leaders' calendars shall say so. Rows only."""
    leading = hours.accounts_receiving(interviewer_ids(interview)).values()
    written = CalendarCopy.objects.filter(interview=interview).values_list("account_id", flat=True)
    plan(interview, {*leading, *written})


def plan_missing(interview: Interview, account_ids: Iterable[int]) -> None:
    """As `plan`, but where one is promised already, or tried again later."""
    open_ones = Promise.objects.filter(door=DOOR, kind=WRITE, subject_id=interview.pk, closed_at=None)
    waiting = {content.get("account") for content in open_ones.values_list("content", flat=True)}
    plan(interview, set(account_ids) - waiting)


def plan(interview: Interview, account_ids: Iterable[int]) -> None:
    """Promise to bring these accounts' calendars in line with what the interview is then; in the caller's
    transaction."""
    for account_id in sorted(account_ids):
        promises.make(
            Draft(
                organisation_id=interview.organisation_id,
                door=DOOR,
                kind=WRITE,
                channel=HOUSE,
                due_at=clock.now(),
                subject_id=interview.pk,
                policy=_AGAIN,
                grace_seconds=3600,
                at_most_once=False,
                content={"account": account_id},
            )
        )
