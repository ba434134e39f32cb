"""A person corrects what a channel heard: "that was a voicemail", "that was somebody else" (ADR 17)."""

from datetime import datetime, timedelta

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.by_hand import word_of
from ringback.core.promises.services.life import settle
from ringback.core.promises.services.reporting import judged

CORRECTED_WITHIN = timedelta(days=1)
_NOT_MOVED = (State.CANCELLED, State.KEEPING)


def correct(actor: Actor, attempt_id: int, outcome: Outcome | None) -> None:
    """Let a person's word on how an attempt ended stand before the channel's; None: the channel was right.

    In the caller's transaction, who has checked that the actor may. While the attempt is under way the word waits for
    its end. Afterwards the promise is judged again, as if the channel had said so: kept becomes tried again or broken,
    and back, as long as nobody has moved it since, no other attempt was made, and a day has not passed.
    """
    attempt = (
        Attempt.objects.select_for_update()
        .filter(id=attempt_id, promise__organisation_id=actor.organisation_id)
        .first()
    )
    if attempt is None:
        return
    if attempt.finished_at is None:
        _wait(actor, attempt, outcome)
        return
    heard = Outcome(attempt.evidence.get("heard", attempt.outcome))
    said = outcome or heard
    if said == attempt.outcome:
        return
    attempt.outcome, attempt.evidence = said, {**attempt.evidence, "heard": heard, **word_of(actor, "")}
    attempt.save(update_fields=["outcome", "evidence"])
    _judge_again(attempt, said, attempt.finished_at)


def _wait(actor: Actor, attempt: Attempt, outcome: Outcome | None) -> None:
    rest = {name: value for name, value in attempt.evidence.items() if name != "said"}
    attempt.evidence = rest | ({"said": outcome, **word_of(actor, "")} if outcome else {})
    attempt.save(update_fields=["evidence"])


def _judge_again(attempt: Attempt, said: Outcome, ended_at: datetime) -> None:
    promise, now = Promise.objects.select_for_update().get(id=attempt.promise_id), clock.now()
    last = promise.generation == attempt.generation and promise.attempts_made == attempt.number
    if not last or promise.state in _NOT_MOVED or now - ended_at > CORRECTED_WITHIN:
        return
    promise.step = attempt.step
    settle(promise, judged(promise, attempt, said, now), ended_at if said is Outcome.DONE else now)
