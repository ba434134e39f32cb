"""Making promises, reporting on attempts, and what people may do with a promise by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises import rules
from ringback.core.promises.keeping import HandedOver, Handler, keeps
from ringback.core.promises.models import OPEN_STATES, Attempt, Direction, Promise, State
from ringback.core.promises.rules import Decision, Outcome, Policy, Verdict

__all__ = [
    "Attempt",
    "Direction",
    "Draft",
    "HandedOver",
    "Handler",
    "Outcome",
    "Policy",
    "Promise",
    "Standing",
    "State",
    "cancel",
    "keeps",
    "make",
    "mark_kept",
    "mind",
    "report",
    "reschedule",
    "resolve_uncertain",
    "settle",
    "standing",
]

_PROMISES = Ring("promises", {})

_FINAL = {
    Verdict.KEPT: State.KEPT,
    Verdict.BROKEN: State.BROKEN,
    Verdict.CANCELLED: State.CANCELLED,
    Verdict.EXPIRED: State.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise about to be made (MISSION H3, H4); up to `grace_seconds` after `due_at` still count as on time."""

    organisation_id: int
    door: str
    kind: str
    channel: str
    due_at: datetime
    subject_id: int | None = None
    person_id: int | None = None
    owner_id: int | None = None
    direction: str = Direction.WE_CONTACT
    automatic: bool = True
    policy: Policy = field(default_factory=Policy)
    not_before_at: datetime | None = None
    grace_seconds: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands, for those who only show it."""

    state: str
    due_at: datetime
    missed: bool
    attempts_made: int
    next_try_at: datetime | None
    last_outcome: str
    uncertain: bool


def make(draft: Draft) -> Promise:
    """Write the promise in the caller's transaction and ring for the keeper."""
    deadline_at = draft.due_at + timedelta(seconds=draft.grace_seconds)
    promise = Promise(
        organisation_id=draft.organisation_id,
        door=draft.door,
        kind=draft.kind,
        subject_id=draft.subject_id,
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        direction=draft.direction,
        channel=draft.channel,
        automatic=draft.automatic,
        policy=draft.policy.to_json(),
        not_before_at=draft.not_before_at,
        due_at=draft.due_at,
        first_due_at=draft.due_at,
        grace_seconds=draft.grace_seconds,
        deadline_at=deadline_at,
        expires_at=draft.expires_at,
    )
    _set_wake(promise)
    promise.save(force_insert=True)
    doorbell.ring_all([_PROMISES, _today(promise)])
    return promise


def report(
    attempt_id: int, outcome: Outcome, evidence: dict[str, Any], *, at: datetime | None = None, error: str = ""
) -> None:
    """Say how an attempt ended, in the caller's transaction; saying it again changes nothing.

    The promise is kept, planned again, broken, or left for a person to clear, as `rules.next_step` decides.
    An attempt of an older generation only tells its own end, unless it kept the promise.
    """
    at = at or clock.now()
    fields = {"outcome": outcome, "finished_at": at, "evidence": evidence, "error": error[:2000]}
    if Attempt.objects.filter(id=attempt_id, finished_at=None).update(**fields) != 1:
        return
    attempt = Attempt.objects.select_related("promise").select_for_update(of=("self",)).get(id=attempt_id)
    _decide(attempt, outcome, at)


def resolve_uncertain(actor: Actor, attempt_id: int, outcome: Outcome) -> None:
    """A person says how an attempt really ended that a crash left uncertain (MISSION C2)."""
    require(actor, "calls.act")
    with transaction.atomic():
        changed = Attempt.objects.filter(
            id=attempt_id, promise__organisation_id=actor.organisation_id, outcome=Outcome.UNCERTAIN
        ).update(outcome=outcome)
        if changed != 1:
            raise NotFoundError("There is no such uncertain attempt.")
        attempt = Attempt.objects.select_related("promise").get(id=attempt_id)
        _decide(attempt, outcome, clock.now())
        audit(actor, "uncertain attempt resolved", attempt.key, outcome=outcome)


def _decide(attempt: Attempt, outcome: Outcome, at: datetime) -> None:
    promise = Promise.objects.select_for_update().get(id=attempt.promise_id)
    stale = promise.generation != attempt.generation
    if promise.state not in OPEN_STATES or (stale and outcome is not Outcome.DONE):
        return
    policy = Policy.from_json(promise.policy)
    settle(promise, rules.next_step(policy, outcome, _earlier(attempt), at, promise.expires_at), at)


def _earlier(attempt: Attempt) -> dict[str, int]:
    others = Attempt.objects.filter(promise_id=attempt.promise_id, generation=attempt.generation)
    counted = others.exclude(id=attempt.id).values_list("outcome").annotate(times=Count("id"))
    return dict(counted)


def settle(promise: Promise, decision: Decision, at: datetime) -> None:
    """Write what was decided on a locked, open promise, and ring for its door."""
    promise.lease = ""
    promise.untold = True
    if decision.verdict is Verdict.AGAIN:
        assert decision.at is not None
        promise.state, promise.due_at = State.PENDING, decision.at
        _set_wake(promise)
    elif decision.verdict is Verdict.ASK:
        promise.state = State.KEEPING
        _set_wake(promise)
    else:
        promise.state, promise.closed_at, promise.wake_at = _FINAL[decision.verdict], at, None
        if promise.missed_at is None and at > promise.deadline_at and promise.state != State.CANCELLED:
            promise.missed_at = promise.deadline_at
    promise.save(
        update_fields=["lease", "untold", "state", "due_at", "wake_at", "closed_at", "missed_at"],
    )
    _ring(promise)


def mind(promise: Promise, at: datetime) -> None:
    """See a locked, open promise expire or miss its deadline, without trying to keep it."""
    if promise.state == State.PENDING and promise.expires_at is not None and promise.expires_at <= at:
        settle(promise, Decision(Verdict.EXPIRED), at)
        return
    if promise.missed_at is None and promise.deadline_at <= at:
        promise.missed_at = promise.deadline_at
    _set_wake(promise)
    promise.save(update_fields=["missed_at", "wake_at"])
    _ring(promise)


def cancel(actor: Actor, promise_id: int, why: str) -> None:
    """Take a promise back. What is under way finds another generation and stops. Raises ConflictError when closed."""
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        promise.generation += 1
        promise.evidence = {**promise.evidence, "cancelled": why[:200]}
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.CANCELLED), clock.now())
        audit(actor, "promise cancelled", f"promise {promise_id}")


def reschedule(actor: Actor, promise_id: int, generation: int, due_at: datetime, *, by_person: bool = False) -> Promise:
    """Move a promise to `due_at`. `by_person`: the one who waits asked for it, so lateness counts from there.

    Raises ConflictError when it is closed, or was changed since `generation` was read.
    """
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        if promise.generation != generation:
            raise ConflictError("The promise was changed meanwhile: look again.")
        promise.generation += 1
        promise.due_at, promise.not_before_at, promise.state, promise.lease = due_at, None, State.PENDING, ""
        if by_person:
            promise.deadline_at, promise.missed_at = due_at + timedelta(seconds=promise.grace_seconds), None
        _set_wake(promise)
        promise.save()
        _ring(promise)
        audit(actor, "promise moved", f"promise {promise_id}", by_person=by_person)
        return promise


def mark_kept(actor: Actor, promise_id: int, evidence: dict[str, Any]) -> None:
    """A person says the promise has been kept, and how."""
    require(actor, "calls.act")
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        promise.generation += 1
        promise.evidence = {**promise.evidence, **evidence, "said_by": actor.member_id}
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.KEPT), clock.now())
        audit(actor, "promise kept by hand", f"promise {promise_id}")


def standing(promise_ids: Iterable[int]) -> dict[int, Standing]:
    """How each of the promises stands: two queries, whatever their number."""
    wanted = list(promise_ids)
    last: dict[int, str] = {}
    for promise_id, outcome in (
        Attempt.objects.filter(promise_id__in=wanted).order_by("number").values_list("promise_id", "outcome")
    ):
        last[promise_id] = outcome
    return {promise.id: _standing(promise, last) for promise in Promise.objects.filter(id__in=wanted)}


def _standing(promise: Promise, last: dict[int, str]) -> Standing:
    outcome = last.get(promise.id, "")
    return Standing(
        state=promise.state,
        due_at=promise.due_at,
        missed=promise.missed_at is not None,
        attempts_made=promise.attempts_made,
        next_try_at=promise.due_at if promise.state == State.PENDING else None,
        last_outcome=outcome,
        uncertain=promise.state == State.KEEPING and outcome == Outcome.UNCERTAIN,
    )


def _locked(actor: Actor, promise_id: int) -> Promise:
    rows = Promise.objects.select_for_update().filter(id=promise_id, organisation_id=actor.organisation_id)
    promise = rows.first()
    if promise is None:
        raise NotFoundError("There is no such promise.")
    if promise.state not in OPEN_STATES:
        raise ConflictError("The promise is closed already.")
    return promise


def _set_wake(promise: Promise) -> None:
    under_way = promise.state == State.KEEPING
    promise.wake_at = rules.wakes_at(
        automatic=promise.automatic and not under_way,
        due_at=promise.due_at,
        not_before_at=promise.not_before_at,
        deadline_at=promise.deadline_at,
        missed=promise.missed_at is not None,
        expires_at=None if under_way else promise.expires_at,
    )


def _today(promise: Promise) -> Ring:
    return Ring("desk", {"organisation": promise.organisation_id, "what": "today"})


def _ring(promise: Promise) -> None:
    doorbell.ring_all([_PROMISES, _today(promise), Ring("progress", {"promise": promise.id})])


def under_way(attempt_ids: Iterable[int]) -> set[int]:
    """Those of the attempts that are still wanted: unfinished, and of the generation their promise is kept in.

    One query. A channel asks right before each effect, so that a cancelled or moved promise stops at once.
    """
    wanted = Attempt.objects.filter(
        id__in=list(attempt_ids),
        finished_at=None,
        generation=F("promise__generation"),
        promise__state=State.KEEPING,
    )
    return set(wanted.values_list("id", flat=True))
