"""Making promises, reporting on attempts, and what people may do with a promise by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell, many_rows, queries
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
    "Report",
    "Standing",
    "State",
    "cancel",
    "keeps",
    "make",
    "mark_kept",
    "mind",
    "report",
    "report_all",
    "reschedule",
    "resolve_uncertain",
    "settle",
    "standing",
    "under_way",
]

RowT = TypeVar("RowT", Attempt, Promise)
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
    many_rows.insert(promise)
    doorbell.ring_all([_PROMISES, _today(promise)])
    return promise


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended: `evidence` is plain JSON values, `at` aware."""

    attempt_id: int
    outcome: Outcome
    evidence: dict[str, Any]
    at: datetime
    error: str = ""


def report(
    attempt_id: int, outcome: Outcome, evidence: dict[str, Any], *, at: datetime | None = None, error: str = ""
) -> None:
    """Say how an attempt ended, in the caller's transaction; saying it again changes nothing.

    The promise is kept, planned again, broken, or left for a person to clear, as `rules.next_step` decides.
    An attempt of an older generation only tells its own end, unless it kept the promise.
    """
    report_all([Report(attempt_id, outcome, evidence, at or clock.now(), error)])


def report_all(reports: Iterable[Report]) -> None:
    """As `report`, for many attempts in six statements: the write lock is held by everyone's cost together."""
    said = {one.attempt_id: one for one in reports}
    attempts: dict[int, Attempt] = {}
    rest = []  # a second attempt of the same promise is judged after the first has changed it
    for attempt in _locked_rows(Attempt, list(said), "finished_at IS NULL"):
        if attempts.setdefault(attempt.promise_id, attempt) is not attempt:
            rest.append(said[attempt.id])
    if not attempts:
        return
    for attempt in attempts.values():
        one = said[attempt.id]
        attempt.outcome, attempt.finished_at = one.outcome, one.at
        attempt.evidence, attempt.error = one.evidence, one.error[:2000]
    many_rows.update(list(attempts.values()), ["outcome", "finished_at", "evidence", "error"])
    earlier = _earlier(attempts)
    settled = []
    for promise in _locked_rows(Promise, list(attempts)):
        attempt = attempts[promise.id]
        one = said[attempt.id]
        if _counts(promise, attempt, one.outcome):
            _apply(promise, _next(promise, one.outcome, earlier.get(promise.id, {}), one.at), one.at)
            settled.append(promise)
    many_rows.update(settled, list(_SETTLED))
    _ring_all(settled)
    report_all(rest)


def _locked_rows(model: type[RowT], ids: list[int], where: str = "1 = 1") -> list[RowT]:
    """Rows of those ids in their order, locked where rows can be: a call's end must not pay for building a query."""
    if not ids:
        return []
    table = model._meta.db_table
    sql = f"SELECT * FROM {table} WHERE id IN ({queries.marks(len(ids))}) AND {where} ORDER BY id {queries.lock()}"
    return list(model.objects.raw(sql, ids))


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
    if _counts(promise, attempt, outcome):
        earlier = _earlier({promise.id: attempt}).get(promise.id, {})
        settle(promise, _next(promise, outcome, earlier, at), at)


def _counts(promise: Promise, attempt: Attempt, outcome: Outcome) -> bool:
    """Whether an attempt's end still moves its promise."""
    stale = promise.generation != attempt.generation
    return promise.state in OPEN_STATES and not (stale and outcome is not Outcome.DONE)


def _next(promise: Promise, outcome: Outcome, earlier: dict[str, int], at: datetime) -> Decision:
    return rules.next_step(Policy.from_json(promise.policy), outcome, earlier, at, promise.expires_at)


def _earlier(attempts: Mapping[int, Attempt]) -> dict[int, dict[str, int]]:
    """How often each outcome came before, within the generation of the attempt at hand; by promise."""
    repeated = [promise_id for promise_id, attempt in attempts.items() if attempt.number > 1]
    counted: dict[int, dict[str, int]] = {}
    if repeated:
        others = Attempt.objects.filter(promise_id__in=repeated).exclude(id__in=[a.id for a in attempts.values()])
        for promise_id, generation, outcome in others.values_list("promise_id", "generation", "outcome"):
            if generation == attempts[promise_id].generation:
                times = counted.setdefault(promise_id, {})
                times[outcome] = times.get(outcome, 0) + 1
    return counted


_SETTLED = ("lease", "untold", "state", "due_at", "wake_at", "closed_at", "missed_at")


def settle(promise: Promise, decision: Decision, at: datetime) -> None:
    """Write what was decided on a locked, open promise, and ring for its door."""
    _apply(promise, decision, at)
    promise.save(update_fields=_SETTLED)
    _ring_all([promise])


def _apply(promise: Promise, decision: Decision, at: datetime) -> None:
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
    require(actor, "calls.act")
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
    require(actor, "calls.act")
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


def _ring_all(changed: Sequence[Promise]) -> None:
    desks = {promise.organisation_id: _today(promise) for promise in changed}
    visitors = [Ring("progress", {"promise": promise.id}) for promise in changed]
    if changed:
        doorbell.ring_all([_PROMISES, *desks.values(), *visitors])


def _ring(promise: Promise) -> None:
    doorbell.ring_all([_PROMISES, _today(promise), Ring("progress", {"promise": promise.id})])


def under_way(attempt_ids: Iterable[int]) -> set[int]:
    """Those of the attempts that are still wanted: unfinished, and of the generation their promise is kept in.

    One query. A channel asks right before each effect, so that a cancelled or moved promise stops at once.
    """
    wanted = list(attempt_ids)
    if not wanted:
        return set()
    # Asked before every leg of every call, hence not through the query builder, which costs ten times the query.
    sql = (
        f"SELECT a.id FROM {Attempt._meta.db_table} a JOIN {Promise._meta.db_table} p ON p.id = a.promise_id "
        f"WHERE a.id IN ({', '.join(['%s'] * len(wanted))}) AND a.finished_at IS NULL "
        "AND a.generation = p.generation AND p.state = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, State.KEEPING])
        return {row[0] for row in cursor.fetchall()}
