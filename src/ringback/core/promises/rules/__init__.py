"""What becomes of a promise, decided from plain values."""

from ringback.core.promises.rules.alarms import THERE_BEFORE_SECONDS, Alarm, Ringing, alarms, still_to_ring, wakes_at
from ringback.core.promises.rules.deciding import Decision, next_step
from ringback.core.promises.rules.example import Try, example
from ringback.core.promises.rules.keys import attempt_key
from ringback.core.promises.rules.outcomes import NEVER_AGAIN, NOT_REACHED_OUT, OURS, RETRIED, THEIRS, Outcome, Verdict
from ringback.core.promises.rules.peace import (
    Circumstances,
    Clock,
    Hold,
    Permitted,
    Suiting,
    asked_until,
    clock_time,
    suiting,
    suits,
    utc,
    whenever,
)
from ringback.core.promises.rules.policies import (
    DAY_SECONDS,
    SAME,
    WEEK_SECONDS,
    Cap,
    Policy,
    Quiet,
    Step,
    Target,
    To,
    When,
)

__all__ = [
    "DAY_SECONDS",
    "NEVER_AGAIN",
    "NOT_REACHED_OUT",
    "OURS",
    "RETRIED",
    "SAME",
    "THEIRS",
    "THERE_BEFORE_SECONDS",
    "WEEK_SECONDS",
    "Alarm",
    "Cap",
    "Circumstances",
    "Clock",
    "Decision",
    "Hold",
    "Outcome",
    "Permitted",
    "Policy",
    "Quiet",
    "Ringing",
    "Step",
    "Suiting",
    "Target",
    "To",
    "Try",
    "Verdict",
    "When",
    "alarms",
    "asked_until",
    "attempt_key",
    "clock_time",
    "example",
    "next_step",
    "still_to_ring",
    "suiting",
    "suits",
    "utc",
    "wakes_at",
    "whenever",
]
