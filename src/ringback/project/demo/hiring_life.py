"""What the demo's candidates have lived: interviews with their outcomes, answers promised, prepared and held up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.answers.services import Plan, decide
from ringback.doors.hiring.candidates import services as candidates
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import ApplyValues
from ringback.doors.hiring.goodbye.services import BlockerValues, GoodbyeValues, block, say_goodbye
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import plan
from ringback.doors.hiring.openings import services as openings
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues

BERLIN = ZoneInfo("Europe/Berlin")
_STATE, _WHY = Interview.State, Interview.NoShow

# Whose interview, how many days ago (negative: ahead), at what hour, and what became of it.
INTERVIEWS = (
    ("Mara Lindqvist", 8, 10, _STATE.HELD, ""),
    ("Tobias Brandt", 8, 11, _STATE.HELD, ""),
    ("Elif Yıldırım", 7, 15, _STATE.LATE, ""),
    ("Lena Vogt", 5, 9, _STATE.DECLINED, ""),
    ("Piotr Zieliński", 4, 14, _STATE.NO_SHOW, _WHY.TRAFFIC),
    ("Jonas Petersen", 3, 10, _STATE.NO_SHOW, _WHY.FORGOTTEN),
    ("Aleksandra Nowak", 2, 13, _STATE.HELD, ""),
    ("Jonas Petersen", -1, 10, _STATE.CONFIRMED, ""),
    ("Friederike von Hohenstein-Wallraf", -1, 14, _STATE.BOOKED, ""),
)
SECOND = ("Ida Krüger", "Milan Horvat", "Nora Lund", "Emre Aydın")


def seed(actor: Actor, values: OpeningValues, rows: Mapping[str, Application]) -> None:
    """Fill the days around now; `values` are those of the first opening, `rows` its candidates by name."""
    _interviews(actor, rows)
    _promises(actor, rows)
    _decided(actor, values)


def _interviews(actor: Actor, rows: Mapping[str, Application]) -> None:
    now = clock.now()
    made = [
        _interview(rows[name], _at(now, -days, hour), state, reason) for name, days, hour, state, reason in INTERVIEWS
    ]
    # Two of today: one has just begun, so that somebody says whether they came; the other is still to come.
    full = now.replace(minute=0, second=0, microsecond=0)
    made.append(_interview(rows["Samir Haddad"], full - timedelta(hours=1), _STATE.CONFIRMED))
    made.append(_interview(rows["Elif Yıldırım"], full + timedelta(hours=3), _STATE.BOOKED))
    Interview.objects.bulk_create(made)
    through = Interview.interviewers.through
    through.objects.bulk_create(through(interview=one, member_id=actor.member_id) for one in made)
    for one in made:
        if one.state in (_STATE.BOOKED, _STATE.CONFIRMED) and one.starts_at is not None and one.starts_at > now:
            plan(one)


def _at(now: datetime, days: int, hour: int) -> datetime:
    return datetime.combine(now.astimezone(BERLIN).date() + timedelta(days=days), time(hour), BERLIN)


def _interview(row: Application, at: datetime, state: str, reason: str = "") -> Interview:
    agreed_at = at - timedelta(days=4)
    open_states = (_STATE.BOOKED, _STATE.CONFIRMED)
    return Interview(
        organisation_id=row.organisation_id,
        application=row,
        stage_id=row.stage_id,
        state=state,
        starts_at=at,
        sequence=1,
        reason=reason,
        created_at=agreed_at,
        booked_at=agreed_at,
        confirmed_at=agreed_at if state == _STATE.CONFIRMED else None,
        ended_at=None if state in open_states else at,
    )


def _promises(actor: Actor, rows: Mapping[str, Application]) -> None:
    """An answer by tomorrow at four that waits for somebody on a trip, and one for which there is time."""
    now = clock.now()
    soon = GoodbyeValues(due_at=_at(now, 1, 16), owner_id=actor.member_id, leaning="rather_yes")
    say_goodbye(actor, rows["Mara Lindqvist"].pk, soon)
    say_goodbye(actor, rows["Tobias Brandt"].pk, replace(soon, due_at=_at(now, 4, 12), leaning="open"))
    asked_at, back = now - timedelta(days=3), (now + timedelta(days=2)).date()
    trip = BlockerValues(name="Ms Falk, tax adviser", reason="trip", asked_at=asked_at, until=back)
    block(actor, rows["Mara Lindqvist"].pk, trip)


def _decided(actor: Actor, values: OpeningValues) -> None:
    """A second post that has just been filled: the answers go out tomorrow, and can be looked at until then."""
    more = replace(values, title="Sewer for awnings", requirements=["Industrial sewing machines", "An eye for canvas"])
    opening: Opening = openings.open_opening(actor, openings.save_opening(actor, None, more).pk)
    made = [
        candidates.add_application(actor, opening.pk, ApplyValues(name=name, email=f"sewer{number}@mail.example"))
        for number, name in enumerate(SECOND)
    ]
    decision = Plan(made[0].pk, made[1].pk, "ten years of awnings", delay_seconds=86_400)
    decide(actor, opening.pk, decision)
