"""What came of a call, and what follows: the promise kept or moved, the message that must go out (MISSION H35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.channels.voice import services as voice
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Outcome, Promise, State
from ringback.doors.hiring.calling import rules
from ringback.doors.hiring.calling.models import Asked, CandidateCall
from ringback.doors.hiring.calling.services.calling import CALL, DOOR, INVITE, OPEN, draft, progress, standing_call
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.models import State as Stands
from ringback.doors.hiring.candidates.services import Moved, finish
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import CONFIRM
from ringback.doors.hiring.interviews.services import OPEN as EXPECTED

Said = CandidateCall.Outcome
MOST_NOTE = 2000
MOST_WORDS = 500
MOST_QUESTIONS = 30
_LATER_GRACE = 900
_ENDED = (Stands.WITHDRAWN, Stands.REFUSED, Stands.HIRED)
# What the line's own record hears of it.
_DISPOSITIONS = {
    Said.AGREED: "success",
    Said.REACHED: "follow_up",
    Said.NOT_INTERESTED: "no_interest",
    Said.WRONG_NUMBER: "wrong_person",
}


@dataclass(frozen=True, slots=True)
class OutcomeValues:
    """What came of it. `again_at`: when to call again, needed for "later". `answers` to our questions; `theirs`: what
    they asked, at most three.
    """

    outcome: str
    again_at: datetime | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    theirs: Sequence[str] = ()


def note_interest(actor: Actor, application_id: int, interest: int) -> CandidateCall:
    """Note how much they seem to care (MISSION H33). Raises FieldError, ConflictError."""
    if interest not in CandidateCall.Interest.values:
        raise FieldError("interest", _("This is none of the choices."), _("Choose one from the list."))
    with transaction.atomic():
        found = standing_call(actor, application_id)
        found.interest = interest
        found.save(update_fields=["interest"])
    return found


def confirm_email(actor: Actor, application_id: int) -> CandidateCall:
    """They heard their address letter by letter, and it is right (MISSION H34). Raises FieldError, ConflictError."""
    with transaction.atomic():
        found = standing_call(actor, application_id)
        if not found.application.email:
            raise FieldError("email", _("No address is known."), _("Ask for it, and type it as they spell it."))
        found.email, found.email_confirmed_at = found.application.email, clock.now()
        found.save(update_fields=["email", "email_confirmed_at"])
        audit(actor, "candidate.email_confirmed", f"application {application_id}")
    return found


def end_call(actor: Actor, application_id: int, values: OutcomeValues) -> CandidateCall:
    """Say what came of the open call; what was promised follows from it. Raises FieldError, ConflictError."""
    _check(values)
    with transaction.atomic():
        found, now = standing_call(actor, application_id), clock.now()
        line = progress(found)
        found.talked_at = found.talked_at or (line.connected_at if line else None)
        found.outcome, found.ended_at = values.outcome, now
        found.note = paragraphs(values.note, MOST_NOTE)
        found.save(update_fields=["talked_at", "outcome", "ended_at", "note"])
        _keep_questions(found, values)
        _hear(actor, found)
        _follow(actor, found, values)
        audit(actor, "candidate.call_ended", f"application {application_id}", outcome=values.outcome)
    return found


def _check(values: OutcomeValues) -> None:
    if values.outcome not in Said.values:
        raise FieldError("outcome", _("Say what came of the call."), _("Choose one from the list."))
    if len([text for text in values.theirs if text.strip()]) > rules.MOST_ASKED:
        raise FieldError(
            "theirs", _("Three questions are answered in a call."), _("The others wait for the interview.")
        )
    if values.outcome == Said.LATER and values.again_at is None:
        raise FieldError("again_at", _("When do they want to be called?"), _("Ask for a day and an hour."))
    if values.again_at is not None:
        promises.check_ahead("again_at", values.again_at)


def _keep_questions(found: CandidateCall, values: OutcomeValues) -> None:
    ours = [(False, one_line(asked, 300), one_line(said, MOST_WORDS)) for asked, said in values.answers.items()]
    theirs = [(True, one_line(text, MOST_WORDS), "") for text in values.theirs]
    kept = [row for row in ours if row[2]][:MOST_QUESTIONS] + [row for row in theirs if row[1]]
    Asked.objects.bulk_create(
        Asked(call=found, theirs=is_theirs, question=question, answer=answer) for is_theirs, question, answer in kept
    )


def _hear(actor: Actor, found: CandidateCall) -> None:
    """The line's own record: its disposition, and no ringing promise left behind."""
    house, line = acting_for(actor), progress(found)
    said = _DISPOSITIONS.get(Said(found.outcome))
    if line is not None and line.connected_at is not None and said:
        voice.dispose(house, line.call_id, said, found.note or None)
    if found.dialled is not None and (open_row := _open(found.dialled_id)) and open_row.state == State.PENDING:
        promises.cancel(house, open_row.pk, _("What came of the call was said."))


def _follow(actor: Actor, found: CandidateCall, values: OutcomeValues) -> None:
    follow = {
        Said.AGREED: _agreed,
        Said.REACHED: _reached,
        Said.NO_ANSWER: _not_reached,
        Said.LATER: _not_reached,
        Said.NOT_INTERESTED: _withdrawn,
        Said.WRONG_NUMBER: _wrong,
    }
    follow[Said(found.outcome)](actor, found, values.again_at)


def _agreed(actor: Actor, found: CandidateCall, _again_at: datetime | None) -> None:
    _kept(actor, found)
    application = found.application
    if not application.interviews.filter(state__in=EXPECTED).exists():
        promises.make(_writing(actor, application))


def _reached(actor: Actor, found: CandidateCall, _again_at: datetime | None) -> None:
    """They heard us; an interview nobody confirmed is still to be confirmed."""
    if found.about is not None and found.about.kind != CONFIRM:
        _kept(actor, found)


def _kept(actor: Actor, found: CandidateCall) -> None:
    if about := _open(found.about_id):
        promises.say(acting_for(actor), about.pk, Outcome.DONE, found.note)


def _not_reached(actor: Actor, found: CandidateCall, again_at: datetime | None) -> None:
    """What was promised stands, and moves where an hour was named; else a call is promised then."""
    named, about, house = found.outcome == Said.LATER, _open(found.about_id), acting_for(actor)
    if about is not None and not named:
        about = promises.say(house, about.pk, Outcome.NO_ANSWER, found.note)
    if again_at is None:
        return
    if about is not None and about.state in OPEN and about.kind != CONFIRM:
        Promise.objects.filter(pk=about.pk).update(content={**about.content, "named": named})
        promises.reschedule(house, about.pk, about.generation, again_at, by_person=named)
    else:
        promises.make(draft(actor, found.application, again_at, _LATER_GRACE, named=named))


def _withdrawn(actor: Actor, found: CandidateCall, _again_at: datetime | None) -> None:
    """Not interested is withdrawn: nothing is owed to them any more."""
    application = found.application
    if application.state == Stands.ACTIVE:
        finish(actor, application.pk, application.version, Stands.WITHDRAWN, _("Not interested, said on the phone"))
    if about := _open(found.about_id):
        promises.cancel(acting_for(actor), about.pk, _("They are not interested."))


def _wrong(actor: Actor, found: CandidateCall, _again_at: datetime | None) -> None:
    if about := _open(found.about_id):
        promises.say(acting_for(actor), about.pk, Outcome.WRONG_NUMBER, found.note)


def _open(promise_id: int | None) -> Promise | None:
    return Promise.objects.filter(pk=promise_id or 0, state__in=OPEN).first()


def _writing(actor: Actor, application: Application) -> Draft:
    """The message after the call is compulsory (MISSION H35): it stays on Today until it goes out."""
    now = clock.now()
    return Draft(
        organisation_id=application.organisation_id,
        door=DOOR,
        kind=INVITE,
        channel="mail",
        due_at=now + rules.WRITTEN_WITHIN,
        subject_id=application.pk,
        person_id=application.person_id,
        owner_id=actor.member_id,
        automatic=False,
        grace_seconds=int(timedelta(hours=1).total_seconds()),
        made_key=f"{INVITE} {application.pk} {int(now.timestamp())}",
    )


def written(interview: Interview) -> None:
    """The invitation is on its way: what was to be done is done; in the sending transaction."""
    ours = interview.organisation_id
    for promise_id in promises.open_about(ours, DOOR, [INVITE], interview.application_id):
        promises.mark_kept(system_actor(ours), promise_id, {"interview": interview.pk})


def moved(what: Moved) -> None:
    """Whose application has ended is neither called nor written to any more; in the moving transaction."""
    if what.move.to_state in _ENDED:
        house, why = acting_for(what.actor), _("The application has ended.")
        promises.cancel_about(house, DOOR, (CALL, INVITE), what.application.pk, why)
