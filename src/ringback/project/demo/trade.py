"""A post of the demo's firm that was filled long ago: what is left of it are figures. Made once."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.asking.models import Treatment
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings import services as openings
from ringback.doors.hiring.openings.models import Opening
from ringback.project.demo.candidates import OPENING

TITLE = "Sewer for sails and awnings"
WEEKS = 22
# Nine weeks ago the house began to send the way there by text message.
CHANGED = 9
SOURCES = ("jobs board", "the page", "a friend", "")
NO_SHOWS = ("forgotten", "traffic", "better", "forgotten", "own", "unclear")

TREATED = (
    (5, "I got an answer on the very day that was promised. That never happened to me before."),
    (4, ""),
    (5, "Friendly on the phone, and told me what pay to expect before I came."),
    (2, "The interview began twenty minutes late."),
    (4, "The way there was well described."),
    (3, ""),
)


def seed(actor: Actor) -> None:
    """Make the post with its interviews, unless it is there. Who they were was taken away: the time to keep is over."""
    if Opening.objects.filter(organisation_id=actor.organisation_id, title=TITLE).exists():
        return
    opening = openings.save_opening(actor, None, replace(OPENING, title=TITLE, owner_id=actor.member_id))
    now = clock.now()
    opened_at = now - timedelta(weeks=WEEKS + 2)
    Opening.objects.filter(pk=opening.pk).update(state="closed", opened_at=opened_at, closed_at=now - timedelta(days=3))
    stage = openings.stages_of(opening.pk)[-1]
    plan = [(week, number) for week in range(1, WEEKS + 1) for number in range(3 + week % 3)]
    gone = Application(
        organisation_id=actor.organisation_id, opening=opening, stage=stage, state=State.REFUSED, answered_at=now
    )
    rows = Application.objects.bulk_create(
        [_copy(gone, number, now - timedelta(weeks=week + 1)) for week, number in plan]
    )
    Interview.objects.bulk_create(
        [_interview(actor, row, week, number) for row, (week, number) in zip(rows, plan, strict=True)]
    )
    Treatment.objects.bulk_create(
        Treatment(opening=opening, stage=stage, month=now.date().replace(day=1), mark=mark, text=text)
        for mark, text in TREATED
    )


def _copy(like: Application, number: int, at: datetime) -> Application:
    return Application(
        organisation_id=like.organisation_id,
        opening=like.opening,
        stage=like.stage,
        state=like.state,
        source=SOURCES[number % 4],
        applied_at=at,
        entered_at=at,
        ended_at=at + timedelta(days=14),
        answered_at=at + timedelta(days=14),
    )


def _interview(actor: Actor, row: Application, week: int, number: int) -> Interview:
    day = clock.now() - timedelta(weeks=week, days=number % 4)
    state = _state(week, number)
    return Interview(
        organisation_id=actor.organisation_id,
        application=row,
        stage=row.stage,
        state=state,
        reason=NO_SHOWS[(week + number) % len(NO_SHOWS)] if state == Interview.State.NO_SHOW else "",
        starts_at=datetime.combine(day.date(), time(8 + number), day.tzinfo),
        booked_at=day - timedelta(days=4),
        ended_at=day,
        created_by_id=actor.member_id,
        texted=week < CHANGED,
        choose_until_at=day if number % 3 == 0 else None,
    )


def _state(week: int, number: int) -> str:
    turn = (week * 5 + number * 3) % 10
    if turn < (1 if week < CHANGED else 4):
        return Interview.State.NO_SHOW
    ends = {5: Interview.State.LATE, 6: Interview.State.DECLINED}
    return Interview.State.CANCELLED if turn == 7 and week % 4 == 0 else ends.get(turn, Interview.State.HELD)
