"""They contact us: the promise to be there is kept when they reach us (MISSION H4)."""

from datetime import datetime
from typing import Any

from ringback.base.kit import clock
from ringback.core.promises.models import Direction, Promise, State
from ringback.core.promises.rules import Decision, Outcome, Verdict
from ringback.core.promises.services.attempts import begin
from ringback.core.promises.services.life import settle


def they_reached_us(
    organisation_id: int, person_id: int, channel: str, evidence: dict[str, Any], *, at: datetime | None = None
) -> int | None:
    """A person has reached us on `channel`: the promise to be there that is due nearest is kept.

    In the caller's transaction. `evidence` is the call or message in plain JSON values. Gives the promise's id, or None
    where none was awaited; one that says `not_before_at` does not begin to be awaited sooner.
    """
    at = at or clock.now()
    awaited = Promise.objects.select_for_update().filter(
        organisation_id=organisation_id,
        person_id=person_id,
        channel=channel,
        direction=Direction.THEY_CONTACT,
        state=State.PENDING,
    )
    rows = [row for row in awaited if row.not_before_at is None or row.not_before_at <= at]
    if not rows:
        return None
    promise = min(rows, key=lambda row: abs(row.due_at - at))
    promise.attempts_made += 1
    promise.save(update_fields=["attempts_made"])
    attempt = begin(promise, at)
    attempt.outcome, attempt.finished_at, attempt.evidence = Outcome.DONE, at, evidence
    attempt.save(update_fields=["outcome", "finished_at", "evidence"])
    settle(promise, Decision(Verdict.KEPT), at)
    return promise.pk
