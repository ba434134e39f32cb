"""How attempts ended, and what that makes of their promises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from ringback.base.database import many_rows, queries
from ringback.base.kit import clock
from ringback.core.promises import rules
from ringback.core.promises.models import OPEN_STATES, Attempt, Promise, State
from ringback.core.promises.rules import Decision, Outcome, Policy
from ringback.core.promises.services.around import surroundings
from ringback.core.promises.services.life import apply, is_clear, ring_all, save_settled, set_wake, settle

RowT = TypeVar("RowT", Attempt, Promise)


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended: `evidence` is plain JSON values, instants are aware. It is not tried again before
    `not_before_at`, unless it would run out of time by then."""

    attempt_id: int
    outcome: Outcome
    evidence: dict[str, Any]
    at: datetime
    error: str = ""
    not_before_at: datetime | None = None


def report(
    attempt_id: int, outcome: Outcome, evidence: dict[str, Any], *, at: datetime | None = None, error: str = ""
) -> None:
    """Say how an attempt ended, in the caller's transaction; saying it again changes nothing.

    The promise is kept, planned again, broken, or left for a person to clear, as `rules.next_step` decides.
    An attempt of an older generation only tells its own end, unless it kept the promise.
    """
    report_all([Report(attempt_id, outcome, evidence, at or clock.now(), error)])


def report_all(reports: Iterable[Report], *, told: bool = False) -> list[Promise]:
    """As `report`, for many attempts in six statements: the write lock is held by everyone's cost together.

    Returns the promises that moved; with `told` the caller tells their doors, in this transaction too.
    """
    said = {one.attempt_id: one for one in reports}
    attempts: dict[int, Attempt] = {}
    rest = []  # a second attempt of the same promise is judged after the first has changed it
    for attempt in _locked_rows(Attempt, list(said), "finished_at IS NULL"):
        if attempts.setdefault(attempt.promise_id, attempt) is not attempt:
            rest.append(said[attempt.id])
    if not attempts:
        return []
    moved = _finish(attempts, said, _locked_rows(Promise, list(attempts)), told=told)
    return moved + report_all(rest, told=told)


def report_begun(reports: Iterable[Report], begun: Iterable[Attempt]) -> list[Promise]:
    """As `report_all`, for attempts `begun` in this same transaction: their rows and their promises' are at hand.

    What the transaction has done to some of them meanwhile is found, and those are read again. Returns the promises
    that moved, whose doors the caller tells, in this transaction too.
    """
    said = {one.attempt_id: one for one in reports}
    untouched = under_way(said)
    fresh = {attempt.promise_id: attempt for attempt in begun if attempt.id in untouched}
    moved = _finish(fresh, said, [attempt.promise for attempt in fresh.values()], told=True)
    return moved + report_all((one for one in said.values() if one.attempt_id not in untouched), told=True)


def _finish(
    attempts: Mapping[int, Attempt], said: dict[int, Report], promises: Iterable[Promise], *, told: bool
) -> list[Promise]:
    """End attempts, by promise, as was `said` of them, and move their promises; all of their rows are locked.

    `told`: the doors are told by the caller. Returns those that moved.
    """
    for attempt in attempts.values():
        said[attempt.id] = one = _as_said(said[attempt.id], attempt)
        attempt.outcome, attempt.finished_at = one.outcome, one.at
        attempt.evidence, attempt.error = one.evidence, one.error[:2000]
    many_rows.update(list(attempts.values()), ["outcome", "finished_at", "evidence", "error"])
    earlier = _earlier(attempts)
    moved, clear = [], set()
    for promise in promises:
        if is_clear(promise):
            clear.add(promise.id)
        attempt = attempts[promise.id]
        one = said[attempt.id]
        if _counts(promise, attempt, one.outcome):
            apply(promise, _next(promise, one.outcome, earlier.get(promise.id, _FIRST), one.at), one.at)
            if one.not_before_at is not None:
                _pause(promise, one.not_before_at)
            promise.untold = not told
            moved.append(promise)
    save_settled(moved, clear)
    ring_all(moved)
    return moved


def _pause(promise: Promise, until: datetime) -> None:
    """What is due later anyway, or would run out of time by then, stays as it is."""
    in_time = promise.expires_at is None or until < promise.expires_at
    if promise.state == State.PENDING and promise.due_at < until and in_time:
        promise.due_at = until
        set_wake(promise)


def _as_said(one: Report, attempt: Attempt) -> Report:
    """What a person said of the attempt while it was under way stands before what the channel took for done."""
    if "said" not in attempt.evidence:
        return one
    evidence = {**attempt.evidence, **one.evidence, "heard": one.outcome}
    said = Outcome(attempt.evidence["said"]) if one.outcome is Outcome.DONE else one.outcome
    return replace(one, outcome=said, evidence=evidence)


def _locked_rows(model: type[RowT], ids: list[int], where: str = "1 = 1") -> list[RowT]:
    """Rows of those ids in their order, locked where rows can be: a call's end must not pay for building a query."""
    if not ids:
        return []
    rows = f"SELECT {queries.columns(model)} FROM {model._meta.db_table} WHERE id IN ({queries.marks(len(ids))})"
    return queries.rows(model, f"{rows} AND {where} ORDER BY id {queries.lock()}", ids)


def decide(attempt: Attempt, outcome: Outcome, at: datetime) -> None:
    """Move the promise of one attempt by its outcome, if that still counts."""
    promise = Promise.objects.select_for_update().get(id=attempt.promise_id)
    if _counts(promise, attempt, outcome):
        settle(promise, judged(promise, attempt, outcome, at), at)


def judged(promise: Promise, attempt: Attempt, outcome: Outcome, at: datetime) -> Decision:
    """What follows `outcome` of an attempt of the promise."""
    return _next(promise, outcome, _earlier({promise.id: attempt}).get(promise.id, _FIRST), at)


def _counts(promise: Promise, attempt: Attempt, outcome: Outcome) -> bool:
    """Whether an attempt's end still moves its promise."""
    stale = promise.generation != attempt.generation
    return promise.state in OPEN_STATES and not (stale and outcome is not Outcome.DONE)


@dataclass(slots=True)
class _Earlier:
    """How often each outcome came before in this step of the generation, and how many tries it had before."""

    outcomes: dict[str, int] = field(default_factory=dict)
    tries: int = 0


_FIRST = _Earlier()


def _next(promise: Promise, outcome: Outcome, earlier: _Earlier, at: datetime) -> Decision:
    if outcome is Outcome.DONE:  # as most end: nothing more needs to be known
        return Decision(rules.Verdict.KEPT)
    policy = Policy.from_json(promise.policy)
    # Only what may be tried again needs to know when: the end of a conversation pays nothing for it.
    asks = outcome in rules.RETRIED and (policy.binds or any(step.at for step in policy.steps))
    known = surroundings([(promise, policy)] if asks else [], at)
    around = known.of(promise, policy, step=promise.step, tries=earlier.tries + 1)
    return rules.next_step(policy, outcome, earlier.outcomes, at, promise.expires_at, around)


def _earlier(attempts: Mapping[int, Attempt]) -> dict[int, _Earlier]:
    """What came before, within the generation of the attempt at hand; by promise."""
    repeated = [promise_id for promise_id, attempt in attempts.items() if attempt.number > 1]
    counted: dict[int, _Earlier] = {}
    if repeated:
        others = Attempt.objects.filter(promise_id__in=repeated).exclude(id__in=[a.id for a in attempts.values()])
        for promise_id, generation, step, outcome in others.values_list("promise_id", "generation", "step", "outcome"):
            if generation == attempts[promise_id].generation:
                found = counted.setdefault(promise_id, _Earlier())
                found.tries += 1
                if step == attempts[promise_id].step:
                    found.outcomes[outcome] = found.outcomes.get(outcome, 0) + 1
    return counted


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
    return {row[0] for row in queries.fetch(sql, [*wanted, State.KEEPING])}
