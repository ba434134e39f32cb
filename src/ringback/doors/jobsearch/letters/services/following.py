"""What follows a letter that went out, and a mail that came back: a touch, promises kept, calls promised or spared."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.interviews.services import asked_to_meet
from ringback.doors.jobsearch.letters import rules
from ringback.doors.jobsearch.letters.rules import Kind
from ringback.doors.jobsearch.letters.shown import ShownLetter
from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.kinds import OWN_CALL, THANK
from ringback.doors.jobsearch.touches.models import Heading, Way
from ringback.doors.jobsearch.touches.services import (
    Because,
    cancel_step,
    keep_steps,
    norms_of,
    note_touch,
    open_steps,
    promise_step,
    there_of,
)
from ringback.doors.jobsearch.touches.words import TouchWords

CHECK = "jobsearch.check_letter"
_EVENING = time(18)


def follow(letter: ShownLetter) -> None:
    """A letter has gone out: it counts from now on (MISSION S12), and what was promised with it is. In the caller's
    transaction; doing it again changes nothing."""
    row, sent_at = letter.row, letter.row.sent_at
    assert sent_at is not None
    words = TouchWords(letter.words.subject)
    touch = note_touch(row.candidacy_id, Way.LETTER, Heading.OUT, sent_at, row.contact_id, f"letter {row.pk}", words)
    if letter.kind is Kind.THANK:
        keep_steps(letter.candidacy.row, (THANK,), touch.pk, contact_id=row.contact_id)
    if letter.candidacy.row.ended_at is not None:
        return
    if letter.kind is Kind.MEETING:
        asked_to_meet(letter.candidacy.row, sent_at, touch.pk)
    there = there_of(letter.candidacy)
    if row.checks_arrival:
        days = norms_of(row.candidacy.workspace)["letter_arrived"].most
        _call(letter, CHECK, rules.arrival_call_at(sent_at, days, there), "letter_arrived")
    if row.answer_days:
        _call(letter, OWN_CALL, rules.answer_call_at(sent_at, row.answer_days, there), "letter_answer")


def heard(candidacy: Candidacy, *, automatic: bool, touch_id: int | None) -> None:
    """They wrote: letters arrived, and where a person wrote, nobody calls any more because no answer came.

    In the caller's transaction.
    """
    keep_steps(candidacy, (CHECK,), touch_id)
    if automatic:
        return
    for one in open_steps(candidacy, (OWN_CALL,)):
        if one.content.get("letter"):
            cancel_step(one, _("They have answered."))


def _call(letter: ShownLetter, kind: str, at: datetime, norm: str) -> None:
    """Promise a call about the letter, on that day."""
    row = letter.row
    ends = datetime.combine(at.date(), _EVENING, at.tzinfo)
    because = Because(norm, row.contact_id, f"{kind} letter {row.pk}", {"letter": row.pk})
    promise_step(letter.candidacy.row, kind, Due(at, max(at, ends)), because)
