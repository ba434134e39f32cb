"""Calls with the demo's candidates: what they are asked, how earlier calls went, and one that is promised."""

from datetime import timedelta

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.calling.models import Asked, CandidateCall
from ringback.doors.hiring.calling.services import PlanValues, save_plan
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.goodbye.services import GoodbyeValues, say_goodbye
from ringback.doors.hiring.openings.models import Opening

_QUESTIONS = ("When could you begin?", "Do you speak English? | English B2", "Would you count the stock on a Saturday?")
# Name, hours ago, outcome, interest, note, what they asked.
_CALLS = (
    ("Jonas Petersen", 50, "no_answer", None, "Rang for long. The mailbox is full.", ""),
    ("Jonas Petersen", 26, "later", 3, "In a meeting; wants to talk in peace.", ""),
    ("Aleksandra Nowak", 24, "reached", 4, "Clear and quick. Asks good questions.", "Who kept the books before?"),
    ("Samir Haddad", 23, "reached", 2, "Was cooking; said yes to everything.", ""),
)
_CONFIRMED = "Aleksandra Nowak"
_PROMISED = "Jonas Petersen"


def seed(actor: Actor, opening: Opening) -> None:
    """Make the calls, once."""
    save_plan(actor, opening.pk, PlanValues("", _QUESTIONS))
    rows = {row.name: row for row in Application.objects.filter(opening=opening)}
    for name, hours, outcome, interest, note, asked in _CALLS:
        _call(actor, rows[name], hours, outcome, interest, note, asked)
    say_goodbye(actor, rows[_PROMISED].pk, GoodbyeValues(clock.now() + timedelta(hours=20), actor.member_id))


def _call(
    actor: Actor, row: Application, hours: int, outcome: str, interest: int | None, note: str, asked: str
) -> None:
    began_at = clock.now() - timedelta(hours=hours)
    reached = outcome != "no_answer"
    confirmed = row.name == _CONFIRMED
    made = CandidateCall.objects.create(
        application=row,
        by_id=actor.member_id,
        way="invitation",
        number=row.phone,
        began_at=began_at,
        talked_at=began_at + timedelta(seconds=12) if reached else None,
        ended_at=began_at + timedelta(seconds=140 if reached else 40),
        outcome=outcome,
        interest=interest,
        note=note,
        email=row.email if confirmed else "",
        email_confirmed_at=began_at + timedelta(seconds=100) if confirmed else None,
    )
    if asked:
        Asked.objects.create(call=made, theirs=True, question=asked)
