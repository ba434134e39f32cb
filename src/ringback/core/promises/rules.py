"""What becomes of a promise, decided from plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self


class Outcome(StrEnum):
    """How an attempt ended, in words all channels share."""

    DONE = "done"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    FAILED = "failed"
    NOBODY = "nobody"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


NEVER_AGAIN = frozenset({Outcome.REFUSED, Outcome.WRONG_NUMBER, Outcome.CANCELLED})


class Verdict(StrEnum):
    """What follows an outcome."""

    KEPT = "kept"
    AGAIN = "again"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Policy:
    """How often, and after how many seconds, an outcome is tried again: {"busy": (120, 600)} is twice (MISSION C4)."""

    retries: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the promise's row."""
        return {"retries": {outcome: list(gaps) for outcome, gaps in self.retries.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From the promise's row; what is not there is not tried again."""
        return cls({outcome: tuple(gaps) for outcome, gaps in kept.get("retries", {}).items()})


@dataclass(frozen=True, slots=True)
class Decision:
    """The `verdict`, and for AGAIN the instant of the next attempt."""

    verdict: Verdict
    at: datetime | None = None


def next_step(
    policy: Policy, outcome: Outcome, earlier: Mapping[str, int], now: datetime, expires_at: datetime | None
) -> Decision:
    """What follows `outcome`, given how often each outcome came `earlier` in this generation of the promise.

    Always ends: every gap of the policy is used once. Nothing is planned at or after `expires_at`. What is
    uncertain is asked of a person, and refusals, wrong numbers and cancellations are never tried again.
    """
    if outcome is Outcome.DONE:
        return Decision(Verdict.KEPT)
    if outcome is Outcome.UNCERTAIN:
        return Decision(Verdict.ASK)
    if outcome is Outcome.CANCELLED:
        return Decision(Verdict.CANCELLED)
    gaps = () if outcome in NEVER_AGAIN else policy.retries.get(outcome, ())
    used = earlier.get(outcome, 0)
    if used >= len(gaps):
        return Decision(Verdict.BROKEN)
    at = now + timedelta(seconds=gaps[used])
    if expires_at is not None and at >= expires_at:
        return Decision(Verdict.EXPIRED)
    return Decision(Verdict.AGAIN, at)


def wakes_at(
    *,
    automatic: bool,
    due_at: datetime,
    not_before_at: datetime | None,
    deadline_at: datetime,
    missed: bool,
    expires_at: datetime | None,
) -> datetime | None:
    """When the keeper next has something to do with a pending promise: keep it, see it missed, or see it expire."""
    moments = [] if missed else [deadline_at]
    if automatic:
        moments.append(max(due_at, not_before_at) if not_before_at else due_at)
    if expires_at is not None:
        moments.append(expires_at)
    return min(moments) if moments else None


def attempt_key(promise_id: int, generation: int, step: int, number: int) -> str:
    """The idempotency key of an attempt: the same only on a replay after a crash (MISSION C2)."""
    return f"promise-{promise_id}-{generation}-{step}-{number}"
