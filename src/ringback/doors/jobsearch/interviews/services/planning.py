"""Interviews to come: planned from what was agreed, turned from a call into a meeting, held or called off (S30)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.core.promises.services import Promise, check_ahead
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_in, candidacy_of, expect
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews import planning
from ringback.doors.jobsearch.interviews.kinds import INTERVIEW, TO_MEETING
from ringback.doors.jobsearch.interviews.models import PlannedInterview
from ringback.doors.jobsearch.interviews.planning import Asking
from ringback.doors.jobsearch.interviews.words import PlannedWords
from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.kinds import OWN_CALL, SECOND_CONTACT
from ringback.doors.jobsearch.touches.services import (
    Because,
    cancel_step,
    cancel_steps,
    keep_steps,
    norms_of,
    open_steps,
    plan_second_contact,
    promise_step,
    there_of,
)
from ringback.doors.jobsearch.workspaces.services import vault_of

Way, Turning = PlannedInterview.Way, PlannedInterview.Turning
NO_ANSWER = "none"
_NOTED_WITHIN = timedelta(days=1)
_CALLED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AnswerValues:
    """What they answered: `what` a way, or "none" yet; when it is now, and where one meets."""

    what: str
    at: datetime | None = None
    place: str = ""


def planned_of(candidacy: Candidacy) -> tuple[PlannedInterview, PlannedWords] | None:
    """The interview to come, with its words."""
    row = PlannedInterview.objects.filter(candidacy=candidacy, closed_at=None).first()
    return (row, vault_of(candidacy.workspace).unpack(PlannedWords, row.secret)) if row is not None else None


def plan(actor: Actor, candidacy: Shown, way: str, at: datetime | None, who_id: int | None, since: datetime) -> None:
    """Plan an interview instead of what was planned; one by phone is proposed to become a meeting, agreed at `since`.

    In the caller's transaction.
    """
    close_planned(candidacy.row)
    by_phone = way == Way.PHONE
    row = PlannedInterview.objects.create(
        candidacy=candidacy.row, way=way, at=at, who_id=who_id, turning=Turning.OPEN if by_phone else Turning.NONE
    )
    _promise(candidacy, row)
    if at is not None:
        expect(actor, candidacy.id, None)
    if by_phone:
        _ask(candidacy, row, planning.propose(since, at, there_of(candidacy)), f"{TO_MEETING} {row.pk}")


def asked_to_meet(candidacy: Candidacy, asked_at: datetime, touch_id: int | None = None) -> None:
    """One has asked to meet: that is kept, and one asks again in time; in the caller's transaction."""
    found = candidacy_in(candidacy.workspace, candidacy.pk)
    row = _turnable(found.row)
    if row is None:
        return
    keep_steps(found.row, (TO_MEETING,), touch_id)
    PlannedInterview.objects.filter(pk=row.pk).update(turning=Turning.ASKED, asked_at=asked_at)
    norms = norms_of(found.row.workspace)
    days = max(norms["to_meeting"].most, norms["apart"].most)
    again = planning.ask_again(asked_at, days, row.at, there_of(found, norms))
    _ask(found, row, again, f"{TO_MEETING} {row.pk} {asked_at.timestamp():.0f}")


def answer_planned(actor: Actor, candidacy_id: int, values: AnswerValues) -> None:
    """Note what they answered, or how the interview to come has changed.

    1. A meeting, at a time and a place. 2. By phone, as before or at another time. 3. No answer yet: one asks again.
    Raises FieldError, ConflictError where nothing is planned, NotFoundError.
    """
    found = candidacy_of(actor, candidacy_id)
    with transaction.atomic():
        row = PlannedInterview.objects.select_for_update().filter(candidacy=found.row, closed_at=None).first()
        if row is None:
            raise ConflictError(_("No interview is planned here any more. Look again."))
        if values.what == NO_ANSWER:
            asked_to_meet(found.row, clock.now())
            return
        _check(row, values)
        row.turning = _turned(row, values.what)
        row.way, row.at, row.answered_at = values.what, values.at or row.at, clock.now()
        row.secret = vault_of(found.row.workspace).pack(PlannedWords(one_line(values.place, 200)))
        row.save()
        cancel_steps(found.row, (TO_MEETING,), _("They have answered."))
        _promise(found, row)
        if row.at is not None:
            expect(actor, candidacy_id, None)


def close_planned(candidacy: Candidacy, held_at: datetime | None = None, why: str = "") -> None:
    """It was held by `held_at`, or is off (None); in the caller's transaction. One that is still to come stays."""
    row = PlannedInterview.objects.filter(candidacy=candidacy, closed_at=None).first()
    if row is None or (held_at is not None and row.at is not None and row.at > held_at):
        return
    PlannedInterview.objects.filter(pk=row.pk).update(closed_at=clock.now())
    if held_at is not None:
        keep_steps(candidacy, (INTERVIEW,), None)
    cancel_steps(candidacy, (INTERVIEW, TO_MEETING), why or _("Agreed anew."))


def interview_is_over(candidacy: Candidacy, promise: Promise) -> None:
    """It was held, as was said on Today: nobody calls because they did not; in the caller's transaction."""
    for one in open_steps(candidacy, (OWN_CALL,)):
        if one.content.get("after") == promise.pk:
            cancel_step(one, _("It was held."))


def _turnable(candidacy: Candidacy) -> PlannedInterview | None:
    rows = PlannedInterview.objects.filter(candidacy=candidacy, closed_at=None, way=Way.PHONE)
    return rows.filter(turning__in=(Turning.OPEN, Turning.ASKED)).first()


def _check(row: PlannedInterview, values: AnswerValues) -> None:
    if values.what not in Way.values:
        raise FieldError("what", _("This is none of the choices."), _("Choose one from the list."))
    if values.at is not None:
        check_ahead("at", values.at)
    elif values.what == Way.MEETING and (row.at is None or row.way != Way.MEETING):
        raise FieldError("at", _("You meet, but when?"), _("Say a day and an hour."))


def _turned(row: PlannedInterview, what: str) -> str:
    if row.turning == Turning.NONE:
        return Turning.NONE
    return Turning.AGREED if what == Way.MEETING else Turning.DECLINED


def _promise(candidacy: Shown, row: PlannedInterview) -> None:
    """It stands on Today with its time; where they call and do not, one calls oneself the next working day (S3)."""
    for one in open_steps(candidacy.row, (INTERVIEW, OWN_CALL)):
        if one.kind == INTERVIEW or one.content.get("interview"):
            cancel_step(one, _("Agreed anew."))
    if row.at is None:
        return
    by_phone, more = row.way == Way.PHONE, {"planned": row.pk}
    due = Due(row.at, row.at + _NOTED_WITHIN)
    interview = promise_step(
        candidacy.row, INTERVIEW, due, Because("", row.who_id, more=more), channel="voice" if by_phone else "visit"
    )
    if by_phone:
        at = dates.own_call_at(row.at, there_of(candidacy))
        because = Because("own_call", row.who_id, more={"after": interview.pk, "interview": row.pk, "agreed": False})
        promise_step(candidacy.row, OWN_CALL, Due(at, at + _CALLED_WITHIN), because)
    if open_steps(candidacy.row, (SECOND_CONTACT,)):
        plan_second_contact(candidacy, row.at)


def _ask(candidacy: Shown, row: PlannedInterview, asking: Asking | None, key: str) -> None:
    if asking is None:
        return
    because = Because("to_meeting", row.who_id, key, {"planned": row.pk})
    promise_step(candidacy.row, TO_MEETING, asking.due, because, channel="mail", expires_at=asking.ends_at)
