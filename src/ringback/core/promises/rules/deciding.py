"""What follows an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.core.promises.rules.outcomes import NEVER_AGAIN, Outcome, Verdict
from ringback.core.promises.rules.peace import Circumstances, clock_time, suits
from ringback.core.promises.rules.policies import SAME, Policy, Step, Target


@dataclass(frozen=True, slots=True)
class Decision:
    """The `verdict`, and for AGAIN the instant of the next attempt, the step it belongs to, and who goes on."""

    verdict: Verdict
    at: datetime | None = None
    step: int | None = None
    target: Target = SAME


_FINAL: Mapping[Outcome, Decision] = {
    Outcome.DONE: Decision(Verdict.KEPT),
    Outcome.UNCERTAIN: Decision(Verdict.ASK),
    Outcome.CANCELLED: Decision(Verdict.CANCELLED),
    **{outcome: Decision(Verdict.BROKEN) for outcome in NEVER_AGAIN - {Outcome.CANCELLED}},
}
_ANYWHERE = Circumstances()


def next_step(
    policy: Policy,
    outcome: Outcome,
    earlier: Mapping[str, int],
    now: datetime,
    expires_at: datetime | None,
    around: Circumstances = _ANYWHERE,
) -> Decision:
    """What follows `outcome`, given how often each outcome came `earlier` in this step of the promise's generation.

    Always ends: every gap of a step is used once, and steps only go forward. Nothing is planned at or after
    `expires_at`, outside a permitted window, in a quiet time, or above a cap. What is uncertain is asked of a person;
    refusals, wrong numbers and cancellations are never tried again. What a member has to keep, by a policy that
    says nothing of the outcome, stays on their list until they say. The same values give the same decision.
    """
    if outcome in _FINAL:
        return _FINAL[outcome]
    if around.by_person and policy.silent_on(outcome):
        return Decision(Verdict.AGAIN, now, around.step)
    if policy.most_tries is not None and around.tries >= policy.most_tries:
        return Decision(Verdict.BROKEN)
    wanted = _retry(policy, outcome, earlier, now, around) or _climb(policy, outcome, now, around)
    if wanted is None or wanted.at is None:
        return Decision(Verdict.BROKEN)
    at = suits(wanted.at, policy, around)
    if at is None:
        return Decision(Verdict.BROKEN)
    if expires_at is not None and at >= expires_at:
        return Decision(Verdict.EXPIRED)
    return Decision(Verdict.AGAIN, at, wanted.step, wanted.target)


def _retry(
    policy: Policy, outcome: Outcome, earlier: Mapping[str, int], now: datetime, around: Circumstances
) -> Decision | None:
    gaps, used = policy.retries.get(outcome, ()), earlier.get(outcome, 0)
    if used >= len(gaps):
        return None
    return Decision(Verdict.AGAIN, now + timedelta(seconds=gaps[used]), around.step)


def _climb(policy: Policy, outcome: Outcome, now: datetime, around: Circumstances) -> Decision | None:
    """The first step still ahead that this outcome leads to. Step n of the promise stands on `steps[n - 1]`."""
    for place in range(around.step, len(policy.steps)):
        step = policy.steps[place]
        if step.when.covers(outcome):
            return Decision(Verdict.AGAIN, _begins(step, now, around), place + 1, step.target)
    return None


def _begins(step: Step, now: datetime, around: Circumstances) -> datetime:
    if step.at is not None:
        return clock_time(now, step.days, step.at, around.clock())
    return now + timedelta(days=step.days, seconds=step.after_seconds)
