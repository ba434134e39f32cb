"""Which policies make sense: each refusal names its field and its mend."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ringback.base.kit.errors import FieldError
from ringback.core.promises.rules.outcomes import RETRIED, THEIRS, Outcome
from ringback.core.promises.rules.peace import Circumstances, suits
from ringback.core.promises.rules.policies import DAY_SECONDS, Policy, Step

MOST_RETRIES = 10
MOST_STEPS = 6
MOST_TRIES = 50
MOST_CAPPED = 100
MOST_DAYS = 60
LONGEST_SECONDS = MOST_DAYS * DAY_SECONDS
# Nobody's phone rings twice within a minute; what failed on our side may be mended sooner.
LEAST_SECONDS = 60

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check_policy(policy: Policy) -> None:
    """Pass a policy that people may store. Raises FieldError; fields are named as `Policy` names them."""
    for outcome, gaps in policy.retries.items():
        _check_retries(outcome, gaps)
    if len(policy.steps) > MOST_STEPS:
        raise FieldError("steps", "These are too many steps.", f"Keep at most {MOST_STEPS}.")
    for number, step in enumerate(policy.steps, 1):
        _check_step(f"steps.{number}", step)
    _within("most_tries", policy.most_tries, 1, MOST_TRIES)
    for cap in policy.caps:
        _within("caps", cap.most, 1, MOST_CAPPED)
        _within("caps", cap.seconds, 60, LONGEST_SECONDS)
    _within("expires_after_seconds", policy.expires_after_seconds, 60, 6 * LONGEST_SECONDS)
    _within("escalate_after_seconds", policy.escalate_after_seconds, 0, LONGEST_SECONDS)
    for seconds in policy.remind_before_seconds:
        _within("remind_before_seconds", seconds, 60, LONGEST_SECONDS)
    if len(policy.remind_before_seconds) > MOST_STEPS:
        raise FieldError("remind_before_seconds", "These are too many reminders.", f"Keep at most {MOST_STEPS}.")
    if suits(_ANY_DAY, Policy(quiet=policy.quiet), Circumstances()) is None:
        raise FieldError("quiet", "This leaves no hour at which anybody could be contacted.", "Leave some hours free.")


def _check_retries(outcome: str, gaps: Sequence[int]) -> None:
    field = f"retries.{outcome}"
    if outcome not in set(RETRIED):
        raise FieldError(field, "This is never tried again.", "Leave it out.")
    if len(gaps) > MOST_RETRIES:
        raise FieldError(field, "These are too many tries.", f"Keep at most {MOST_RETRIES}.")
    least = LEAST_SECONDS if Outcome(outcome) in THEIRS else 0
    for gap in gaps:
        if not least <= gap <= LONGEST_SECONDS:
            raise FieldError(
                field,
                "This is too soon for somebody's phone to ring again." if gap < least else "This is too far ahead.",
                f"Wait from {least} seconds to {MOST_DAYS} days.",
            )


def _check_step(field: str, step: Step) -> None:
    _within(field, step.days, 0, MOST_DAYS)
    _within(field, step.after_seconds, 0, LONGEST_SECONDS)


def _within(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise FieldError(field, "This number is out of range.", f"Give one from {least} to {most}.")
