"""A stored policy as its form shows it."""

from typing import Any

from ringback.core.promises import durations
from ringback.core.promises.rules import DAY_SECONDS, RETRIED, WEEK_SECONDS, Policy, Quiet, Step

_USUAL_CAPS = (DAY_SECONDS, WEEK_SECONDS)


def shown(policy: Policy) -> dict[str, Any]:
    """The initial values of the form, by field."""
    values: dict[str, Any] = {
        "within_hours": policy.within_hours,
        "first_at_once": policy.first_at_once,
        "most_tries": policy.most_tries,
        "remind_before_seconds": durations.shown_all(policy.remind_before_seconds),
    }
    for name in ("expires_after_seconds", "escalate_after_seconds"):
        seconds = getattr(policy, name)
        values[name] = "" if seconds is None else durations.shown(seconds)
    values |= {f"retries_{outcome}": durations.shown_all(policy.retries.get(outcome, ())) for outcome in RETRIED}
    for number, step in enumerate(policy.steps, 1):
        values |= _row(f"step{number}_", _step(step))
    # Rows that are free begin with the lengths that caps mostly have: none of them counts without a number.
    free = [seconds for seconds in _USUAL_CAPS if seconds not in {cap.seconds for cap in policy.caps}]
    caps = [(cap.most, cap.seconds) for cap in policy.caps] + [(None, seconds) for seconds in free]
    for number, (most, seconds) in enumerate(caps, 1):
        values |= _row(f"cap{number}_", {"most": most, "within": durations.shown(seconds)})
    for number, quiet in enumerate(policy.quiet, 1):
        values |= _row(f"quiet{number}_", _quiet(quiet))
    return values


def _row(prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    return {prefix + name: value for name, value in values.items()}


def _step(step: Step) -> dict[str, Any]:
    wait = step.days * DAY_SECONDS + step.after_seconds
    return {
        "to": f"{step.target.to}:{step.target.id}" if step.target.id else step.target.to.value,
        "wait": durations.shown(wait) if wait else "",
        "at": step.at,
        "when": step.when.value,
    }


def _quiet(quiet: Quiet) -> dict[str, Any]:
    hours = {} if quiet.whole_days else {"begins": quiet.begins, "ends": quiet.ends}
    return {"days": [str(day) for day in quiet.days], "first": quiet.first_day, "last": quiet.last_day, **hours}
