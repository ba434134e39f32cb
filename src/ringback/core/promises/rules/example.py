"""What would become of a promise made now: the plan of its tries, drawn by the decisions that will make it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ringback.core.promises.rules.deciding import next_step
from ringback.core.promises.rules.outcomes import NOT_REACHED_OUT, Outcome, Verdict
from ringback.core.promises.rules.peace import ASKED_LASTS, Circumstances, suiting
from ringback.core.promises.rules.policies import SAME, Policy, Target

MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Try:
    """One line of an example: when it is tried and who goes on, or with another `verdict` than AGAIN how it ended."""

    at: datetime
    target: Target = SAME
    verdict: Verdict = Verdict.AGAIN


def example(policy: Policy, outcome: Outcome, now: datetime, around: Circumstances) -> tuple[Try, ...]:
    """The tries at a promise made and due `now`, when every one of them ends in `outcome`, and how it then ended.

    `around` gives the hours and the clock. Cut off after 20 tries: then no end is among them.
    """
    return tuple(_tries(policy, outcome, now, around))


def _tries(policy: Policy, outcome: Outcome, now: datetime, around: Circumstances) -> Iterator[Try]:
    after = policy.expires_after_seconds
    expires_at = None if after is None else now + timedelta(seconds=after)
    around = replace(around, asked_until=now + ASKED_LASTS if policy.first_at_once else None)
    at, target, earlier = suiting(now, policy, around).at, SAME, 0
    for tries in range(1, MOST_TRIES + 1):
        if at is None or (expires_at is not None and at >= expires_at):
            yield Try(now, verdict=Verdict.EXPIRED if at else Verdict.BROKEN)
            return
        yield Try(at, target)
        around = _after(at, outcome, replace(around, tries=tries))
        decision = next_step(policy, outcome, {outcome: earlier}, at, expires_at, around)
        if decision.verdict is not Verdict.AGAIN:
            yield Try(at, verdict=decision.verdict)
            return
        step = around.step if decision.step is None else decision.step
        earlier = earlier + 1 if step == around.step else 0
        at, target, around = decision.at, decision.target, replace(around, step=step)


def _after(at: datetime, outcome: Outcome, around: Circumstances) -> Circumstances:
    """What a try leaves behind: who was reached has no wish any more, and was contacted."""
    if outcome in NOT_REACHED_OUT:
        return around
    return replace(around, contacts=(*around.contacts, at), asked_until=None)
