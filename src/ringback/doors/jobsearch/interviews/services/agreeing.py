"""What was agreed becomes promises: theirs to answer, and one's own call if they do not."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError
from ringback.core.promises.services import Direction, Promise, carry_link, check_ahead
from ringback.doors.jobsearch.employers.models import ExpectedWhy
from ringback.doors.jobsearch.employers.services import expect
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews.models import Agreed, PlannedInterview
from ringback.doors.jobsearch.interviews.services.planning import plan
from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.kinds import EXPECTED, OWN_CALL
from ringback.doors.jobsearch.touches.services import (
    Because,
    cancel_steps,
    norms_of,
    open_steps,
    promise_step,
    there_of,
)

# A call at an hour is on time within the hour; an answer by norm is given up two weeks after it should have come.
_HOUR = timedelta(hours=1)
_GIVEN_UP_AFTER = timedelta(days=14)
_THEIRS = (Agreed.THEY_CALL, Agreed.THEY_WRITE)
_PLANNED = {Agreed.MEETING: PlannedInterview.Way.MEETING, Agreed.BY_PHONE: PlannedInterview.Way.PHONE}


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, by when (None: no day was named), with whom, and at what hour one may call if they do not."""

    what: str = Agreed.NOTHING
    at: datetime | None = None
    who_id: int | None = None
    own_hour: time | None = None


def agree(actor: Actor, candidacy: Shown, agreement: Agreement, since: datetime) -> datetime | None:
    """Promise what follows from an agreement, instead of what was agreed before; in the caller's transaction.

    1. They answer by a day: awaited until its hour, and one's own call the next working day (MISSION S2, S3). 2. I
    call: at that time. 3. No day: awaited by the norm of the level, from `since` on (S5). 4. Another interview is
    planned, and awaited like an answer until it has a time (S30). Gives back when one calls oneself, where one does.
    Raises FieldError.
    """
    if agreement.what not in Agreed.values:
        raise FieldError("agreed", _("This is none of the choices."), _("Choose one from the list."))
    if agreement.at is not None:
        check_ahead("agreed_at", agreement.at)
    elif agreement.what == Agreed.I_CALL:
        raise FieldError("agreed_at", _("You call them, but when?"), _("Say a day and an hour."))
    standing = open_steps(candidacy.row, (OWN_CALL,))
    cancel_steps(candidacy.row, (EXPECTED, OWN_CALL), _("Agreed anew."))
    own_call_at = _agreed(actor, candidacy, agreement, since)
    for old in standing:
        for new in open_steps(candidacy.row, (OWN_CALL,)):
            carry_link(old.pk, new)
    return own_call_at


def _agreed(actor: Actor, candidacy: Shown, agreement: Agreement, since: datetime) -> datetime | None:
    if agreement.what == Agreed.I_CALL and agreement.at is not None:
        expect(actor, candidacy.id, None)
        return _own_call(candidacy, agreement.at, agreement, "", None).due_at
    if agreement.what in _THEIRS and agreement.at is not None:
        return _they_answer(actor, candidacy, agreement, agreement.at)
    if agreement.what not in _PLANNED or agreement.at is None:
        _usual(actor, candidacy, since, agreement.what)
    if agreement.what in _PLANNED:
        plan(actor, candidacy, _PLANNED[Agreed(agreement.what)], agreement.at, agreement.who_id, since)
    return None


def _they_answer(actor: Actor, candidacy: Shown, agreement: Agreement, at: datetime) -> datetime:
    own_at = dates.own_call_at(at, there_of(candidacy), agreement.own_hour)
    expect(actor, candidacy.id, at, ExpectedWhy.AGREED, agreement.who_id)
    awaited = promise_step(
        candidacy.row,
        EXPECTED,
        Due(at, at),
        Because("", agreement.who_id),
        channel="mail" if agreement.what == Agreed.THEY_WRITE else "voice",
        direction=Direction.THEY_CONTACT,
        expires_at=own_at,
    )
    return _own_call(candidacy, own_at, agreement, "own_call", awaited.pk).due_at


def _own_call(candidacy: Shown, at: datetime, agreement: Agreement, norm: str, after: int | None) -> Promise:
    more = {"after": after, "agreed": after is None or agreement.own_hour is not None}
    return promise_step(candidacy.row, OWN_CALL, Due(at, at + _HOUR), Because(norm, agreement.who_id, more=more))


def _usual(actor: Actor, candidacy: Shown, since: datetime, what: str) -> None:
    norms = norms_of(candidacy.row.workspace)
    norm = norms[candidacy.row.level] if candidacy.row.level in norms else norms["general"]
    at = dates.expected_by_norm(since, norm.most, there_of(candidacy, norms))
    expect(actor, candidacy.id, at, ExpectedWhy.NORM)
    promise_step(
        candidacy.row,
        EXPECTED,
        Due(at, at),
        Because(norm.slug),
        channel="mail" if what == Agreed.THEY_WRITE else "voice",
        direction=Direction.THEY_CONTACT,
        expires_at=at + _GIVEN_UP_AFTER,
    )
