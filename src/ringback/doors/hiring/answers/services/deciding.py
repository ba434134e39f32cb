"""Taking a decision, and taking it back while nobody has been told."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.base.kit.lines import paragraphs
from ringback.channels.messages.services import Writer
from ringback.core.promises import services as promises
from ringback.core.promises.services import State as Kept
from ringback.doors.hiring.answers.models import Answer, Decision
from ringback.doors.hiring.answers.rules import Way
from ringback.doors.hiring.answers.services.preparing import MOST_MERITS, Plan, Prepared, prepared
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import application_of, finish, resume
from ringback.doors.hiring.goodbye.services import calls_with_answer, open_promises
from ringback.doors.hiring.openings.services import opening_of


def decide(actor: Actor, opening_id: int, plan: Plan, expected: int | None = None) -> Decision:
    """Take the decision: one is hired, the runner-up gets into the reserve, and everybody's answer is promised.

    `expected`: how many answers were looked at; raises ConflictError where there are others by now. Also FieldError
    as `prepare`.
    """
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.act", locked=True)
        writer, now = Writer(opening.organisation_id), clock.now()
        ready = prepared(opening, plan, writer)
        if expected is not None and len(ready) != expected:
            raise ConflictError(_("Others wait for an answer by now. Look again before it goes out."))
        if not ready and plan.hired_id is None:
            raise ConflictError(_("Nobody waits for an answer."))
        made = Decision.objects.create(
            organisation_id=opening.organisation_id,
            opening=opening,
            hired_id=plan.hired_id,
            runner_up_id=plan.runner_up_id,
            merits=paragraphs(plan.merits, MOST_MERITS),
            by_id=actor.member_id,
            decided_at=now,
            sends_at=now + timedelta(seconds=plan.delay_seconds),
        )
        _place(actor, made)
        for one in ready:
            _promise(actor, made, one, writer)
        audit(actor, "opening.decided", f"opening {opening_id}", answers=len(ready), hired=plan.hired_id is not None)
    return made


def cancel_decision(actor: Actor, decision_id: int) -> tuple[int, int]:
    """Take a decision back: what has not gone out does not. The opening's id, and how many answers were held back.

    Raises ConflictError where every answer has gone out, or it was taken back already.
    """
    with transaction.atomic():
        rows = Decision.objects.select_for_update(of=("self",)).filter(organisation_id=actor.organisation_id)
        decision = rows.filter(pk=decision_id).first()
        if decision is None:
            raise NotFoundError(_("There is no such decision."))
        opening_of(actor, decision.opening_id, "hiring.act")
        if decision.cancelled_at is not None:
            raise ConflictError(_("It was taken back already."))
        held = _hold_back(actor, decision)
        waits = decision.answers.filter(cancelled_at=None, given_at=None, message=None)
        if not held and not waits.exists() and decision.answers.exists():
            raise ConflictError(_("All answers have gone out: nothing can be held back any more."))
        waits.update(cancelled_at=clock.now())
        decision.cancelled_at = clock.now()
        decision.save(update_fields=["cancelled_at"])
        _put_back(actor, decision)
        audit(actor, "opening.decision_cancelled", f"opening {decision.opening_id}", held=held)
    return decision.opening_id, held


def _place(actor: Actor, made: Decision) -> None:
    """Whoever is hired, and whoever is kept for them, move at once; the others when they have their answer."""
    if made.hired_id is not None:
        hired = application_of(actor, made.hired_id, "hiring.act")
        finish(actor, hired.pk, hired.version, State.HIRED, _("Chosen"))
        calls_with_answer(actor, hired, made.sends_at)
    if made.runner_up_id is not None:
        second = application_of(actor, made.runner_up_id, "hiring.act")
        if second.state != State.RESERVE:
            finish(
                actor, second.pk, second.version, State.RESERVE, _("Runner-up: called first if the chosen one leaves")
            )


def _promise(actor: Actor, made: Decision, one: Prepared, writer: Writer) -> None:
    answer = Answer(decision=made, application=one.application, kind=one.kind)
    answer.save()
    if one.way is Way.CALL:
        calls_with_answer(actor, one.application, made.sends_at)
        return
    answer.message = writer.send(replace(one.order, due_at=made.sends_at, key=f"answer {answer.pk}"))
    answer.save(update_fields=["message"])


def _hold_back(actor: Actor, decision: Decision) -> int:
    """Take back the messages that are still pending; what is under way, in doubt or gone stays as it is."""
    pending = decision.answers.filter(cancelled_at=None, message__promise__state=Kept.PENDING)
    found = list(pending.values_list("pk", "message__promise_id", "message__promise__generation"))
    generations = {promise_id: generation for _pk, promise_id, generation in found}
    done: set[int] = set()
    if generations:
        why = _("The decision was taken back.")
        done = set(promises.cancel_all(acting_for(actor), generations, why, generations=generations).done)
    held = [pk for pk, promise_id, _generation in found if promise_id in done]
    Answer.objects.filter(pk__in=held).update(cancelled_at=clock.now())
    return len(held)


def _put_back(actor: Actor, decision: Decision) -> None:
    """The hired and the runner-up are where they were, unless somebody has moved them on, or they were told."""
    for application_id, state in ((decision.hired_id, State.HIRED), (decision.runner_up_id, State.RESERVE)):
        row = Application.objects.filter(pk=application_id or 0, state=state, answered_at=None).first()
        if row is not None:
            resume(actor, row.pk, row.version, _("The decision was taken back."))
    untold = [one for one in (decision.hired_id,) if one is not None]
    for promise in open_promises(untold).values():
        if promise.content.get("decision"):
            promises.cancel(acting_for(actor), promise.pk, _("The decision was taken back."))
