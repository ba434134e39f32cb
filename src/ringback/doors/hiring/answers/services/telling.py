"""What follows once somebody has their answer, was told by hand, or leaves before it went out."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.messages.services import Message
from ringback.core.promises import services as promises
from ringback.core.promises.services import Direction, Promise
from ringback.core.promises.services import State as Kept
from ringback.doors.hiring.answers import rules
from ringback.doors.hiring.answers.models import Answer, Decision
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.rules import may_become
from ringback.doors.hiring.candidates.services import Moved, application_of, finish, mark_answered
from ringback.doors.hiring.goodbye.services import call_first, open_promises


def settled(message: Message) -> None:
    """What became of an answer's message, in the transaction that notes it: given once it was sent (MISSION H6)."""
    answer = Answer.objects.select_for_update(of=("self",)).filter(message=message).first()
    if answer is None or message.state != "sent" or answer.given_at is not None:
        return
    given(answer)
    _keep_written(answer, message)


def given(answer: Answer) -> None:
    """The candidate has this answer: their application ends as it says. In the caller's transaction."""
    answer.given_at = clock.now()
    answer.save(update_fields=["given_at"])
    mark_answered([answer.application_id])
    row = Application.objects.select_related("opening").get(pk=answer.application_id)
    wanted = rules.state_after(answer.kind)
    if row.state == State.ACTIVE and may_become(row.state, wanted):
        finish(system_actor(row.organisation_id), row.pk, row.version, wanted, str(Answer.Kind(answer.kind).label))


def answer_by_hand(actor: Actor, application_id: int, how: str) -> None:
    """A member says that the candidate has the answer, and how: told by phone, or met. Raises ConflictError."""
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        if application.answered_at is not None:
            raise ConflictError(_("They have their answer already."))
        _hold(actor, application.pk)
        answer = Answer.objects.filter(application=application, cancelled_at=None, given_at=None).first()
        if answer is not None:
            given(answer)
        mark_answered([application.pk])
        promise = open_promises([application.pk]).get(application.pk)
        if promise is not None:
            promises.mark_kept(acting_for(actor), promise.pk, {"by_hand": True}, word=how)
        audit(actor, "candidate.answered", f"application {application.pk}")


def moved(what: Moved) -> None:
    """Who leaves gets no refusal after all; and where the chosen one leaves, the runner-up is called (MISSION H17)."""
    application, step = what.application, what.move
    if step.to_state == State.WITHDRAWN and application.answered_at is None:
        _hold(what.actor, application.pk)
        standing = Answer.objects.filter(application=application, given_at=None, cancelled_at=None)
        standing.filter(Q(message=None) | Q(message__promise__state=Kept.CANCELLED)).update(cancelled_at=clock.now())
    if step.from_state == State.HIRED and step.to_state == State.WITHDRAWN:
        _step_in(what.actor, application)


def _step_in(actor: Actor, left: Application) -> None:
    decision = Decision.objects.filter(hired=left, cancelled_at=None).order_by("-decided_at").first()
    if decision is None or decision.runner_up_id is None or not rules.steps_in(decision.decided_at, clock.now()):
        return
    second = Application.objects.select_related("opening", "stage").get(pk=decision.runner_up_id)
    if second.state == State.RESERVE and second.person_id is not None:
        call_first(actor, second, clock.now() + rules.CALL_WITHIN)


def _hold(actor: Actor, application_id: int) -> None:
    """Take back the written answer of one application, if it is still pending."""
    rows = Answer.objects.filter(application_id=application_id, cancelled_at=None, given_at=None)
    found = rows.filter(message__promise__state=Kept.PENDING).values_list(
        "message__promise_id", "message__promise__generation"
    )
    generations = dict(found)
    if generations:
        promises.cancel_all(acting_for(actor), generations, _("Not needed any more."), generations=generations)


def _keep_written(answer: Answer, message: Message) -> None:
    """An answer promised by mail is kept by it; a promised call is still to be made."""
    promise: Promise | None = open_promises([answer.application_id]).get(answer.application_id)
    if promise is not None and promise.channel == message.channel and promise.direction == Direction.WE_CONTACT:
        house = system_actor(promise.organisation_id)
        promises.mark_kept(house, promise.pk, {"message": message.public_id})
