"""What came of a call, and what follows: a no stops everything, and no call ends undecided without a next one (S18)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.core.promises.services import carry_link, check_ahead
from ringback.doors.jobsearch.calling.kinds import CALL_BACK, calls
from ringback.doors.jobsearch.calling.models import Outcome, SeekerCall
from ringback.doors.jobsearch.calling.services.calling import MOST_NOTES, NEARLY, standing_call
from ringback.doors.jobsearch.calling.services.hours import after_day
from ringback.doors.jobsearch.calling.words import CallWords
from ringback.doors.jobsearch.employers.models import Stage
from ringback.doors.jobsearch.employers.services import candidacy_of, move
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews.models import Agreed
from ringback.doors.jobsearch.interviews.services import Agreement, agree
from ringback.doors.jobsearch.touches.dates import EVENING, Due
from ringback.doors.jobsearch.touches.kinds import EXPECTED, OWN_CALL, SECOND_CONTACT
from ringback.doors.jobsearch.touches.models import Heading, Touch, Way
from ringback.doors.jobsearch.touches.services import (
    Because,
    cancel_steps,
    keep_steps,
    move_step,
    note_touch,
    open_steps,
    promise_step,
    remember_second_best,
    there_of,
)
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces.services import vault_of

_HOUR = timedelta(hours=1)
_WAITED_FOR = (EXPECTED, OWN_CALL, CALL_BACK)
_NOTED = 200


@dataclass(frozen=True, slots=True)
class EndValues:
    """What came of it. `again_at`: the next call; `until`: the day by which they decide, which fixes it as well.

    `contract`: the yes was for one, and not for a training day or tests. `second_best`: after a no, ask again later.
    """

    outcome: str
    again_at: datetime | None = None
    until: date | None = None
    notes: str = ""
    contract: bool = False
    second_best: bool = False


def end_call(actor: Actor, candidacy_id: int, values: EndValues) -> SeekerCall:
    """Say what came of the open call; promises follow from it. Raises FieldError, ConflictError, NotFoundError."""
    _check(values)
    with transaction.atomic():
        call, now = standing_call(actor, candidacy_id), clock.now()
        call.outcome, call.ended_at = values.outcome, now
        if values.outcome != Outcome.NOT_REACHED:
            call.talked_at = call.talked_at or now
        notes = paragraphs(values.notes, MOST_NOTES)
        call.secret = vault_of(call.candidacy.workspace).pack(CallWords(notes))
        touch = _touched(call, notes)
        follow: dict[str, Callable[[Actor, SeekerCall, Touch, EndValues], datetime | None]] = {
            Outcome.YES: _yes,
            Outcome.NO: _no,
            Outcome.UNDECIDED: _undecided,
            Outcome.NOT_REACHED: _not_reached,
        }
        call.next_at = follow[values.outcome](actor, call, touch, values)
        call.save(update_fields=["outcome", "ended_at", "talked_at", "secret", "next_at"])
    return call


def _check(values: EndValues) -> None:
    if values.outcome not in Outcome.values:
        raise FieldError("outcome", _("Say what came of the call."), _("Choose one from the list."))
    if values.outcome == Outcome.UNDECIDED and values.again_at is None and values.until is None:
        raise FieldError(
            "again_at", _("No call ends without the next one."), _("Ask before you hang up: when may I call again?")
        )
    if values.again_at is not None:
        check_ahead("again_at", values.again_at)


def _touched(call: SeekerCall, notes: str) -> Touch:
    """A call that reached nobody is noted, and counts nothing (MISSION S12)."""
    reached = call.outcome != Outcome.NOT_REACHED
    words = TouchWords(one_line(notes, _NOTED)) if notes else None
    key = f"call {call.pk}"
    return note_touch(
        call.candidacy_id, Way.CALL, Heading.OUT, call.ended_at, call.contact_id, key, words, counts=reached
    )


def _yes(actor: Actor, call: SeekerCall, touch: Touch, values: EndValues) -> datetime | None:
    """A yes ends the reminding; until something is signed one looks on (MISSION S12, S25)."""
    keep_steps(call.candidacy, calls(), touch.pk)
    cancel_steps(call.candidacy, (*_WAITED_FOR, SECOND_CONTACT), _("They said yes."))
    found = candidacy_of(actor, call.candidacy_id)
    if values.contract and found.row.stage not in (Stage.OFFER, Stage.SIGNED):
        move(actor, found.id, found.row.version, Stage.OFFER)
    cancel_steps(call.candidacy, (SECOND_CONTACT,), _("They said yes."))
    return _call_again(found, call, values.again_at)


def _no(actor: Actor, call: SeekerCall, touch: Touch, values: EndValues) -> datetime | None:
    keep_steps(call.candidacy, calls(), touch.pk)
    found = candidacy_of(actor, call.candidacy_id)
    move(actor, found.id, found.row.version, Stage.REFUSED)
    return remember_second_best(actor, found.id).due_at if values.second_best else None


def _undecided(actor: Actor, call: SeekerCall, touch: Touch, values: EndValues) -> datetime | None:
    """The next call is fixed: at the hour said, or the day after the one by which they decide (MISSION S23)."""
    before = open_steps(call.candidacy, calls())
    _keep_due(call, touch)
    found = candidacy_of(actor, call.candidacy_id)
    next_at = _fixed(actor, found, call, values)
    for old in before:
        for new in open_steps(call.candidacy, (OWN_CALL, CALL_BACK)):
            carry_link(old.pk, new)
    return next_at


def _fixed(actor: Actor, found: Shown, call: SeekerCall, values: EndValues) -> datetime | None:
    if values.until is None:
        cancel_steps(call.candidacy, _WAITED_FOR, _("You have talked since, and fixed the next call."))
        return _call_again(found, call, values.again_at)
    cancel_steps(call.candidacy, (CALL_BACK,), _("You have talked since."))
    there, hour = there_of(found), after_day(found, values.until)
    by = datetime.combine(values.until, EVENING, there.zone)
    own = values.again_at.astimezone(there.zone).time() if values.again_at else hour.astimezone(there.zone).time()
    return agree(actor, found, Agreement(Agreed.THEY_CALL, by, call.contact_id, own), clock.now())


def _not_reached(actor: Actor, call: SeekerCall, _touch: Touch, values: EndValues) -> datetime | None:
    """What was due stays due, or moves to the hour chosen."""
    if values.again_at is None:
        return None
    if call.about is not None and call.about.closed_at is None:
        move_step(call.about, values.again_at, _("Nobody was reached."))
        return values.again_at
    return _call_again(candidacy_of(actor, call.candidacy_id), call, values.again_at)


def _keep_due(call: SeekerCall, touch: Touch) -> None:
    """What was to be called about by now is kept; what was meant for later is replaced by what is fixed now."""
    due = [one for one in open_steps(call.candidacy, calls()) if one.due_at <= touch.at + NEARLY]
    keep_steps(call.candidacy, tuple({one.kind for one in due}), touch.pk)


def _call_again(found: Shown, call: SeekerCall, at: datetime | None) -> datetime | None:
    if at is None:
        return None
    promise_step(found.row, CALL_BACK, Due(at, at + _HOUR), Because("", call.contact_id, f"{CALL_BACK} {call.pk}"))
    return at
