"""What a policy says: plain values, and how they are kept in a promise's row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, Self

from ringback.core.promises.rules.outcomes import OURS, THEIRS, Outcome

DAY_SECONDS = 86_400
WEEK_SECONDS = 7 * DAY_SECONDS


class To(StrEnum):
    """Who goes on with a promise: whoever had it, the next of their group, a lead, one member, one hunt group."""

    SAME = "same"
    NEXT = "next"
    LEAD = "lead"
    MEMBER = "member"
    GROUP = "group"


class When(StrEnum):
    """Which outcomes lead to a step: any, only those of ours (nobody free, failed), only theirs (busy, no answer)."""

    ANY = "any"
    OURS = "ours"
    THEIRS = "theirs"

    def covers(self, outcome: Outcome) -> bool:
        """Whether `outcome` leads there."""
        return self is When.ANY or outcome in (OURS if self is When.OURS else THEIRS)


@dataclass(frozen=True, slots=True)
class Target:
    """Who goes on: `id` is the member's or hunt group's where `to` names one."""

    to: To = To.SAME
    id: int = 0


SAME = Target()


@dataclass(frozen=True, slots=True)
class Step:
    """What follows once an outcome's retries are used up; then retries count anew.

    With `at`: that time of day, `days` days later, by the clock of the one who waits. Without: after `after_seconds`.
    """

    target: Target = SAME
    days: int = 0
    at: time | None = None
    after_seconds: int = 0
    when: When = When.ANY

    def to_json(self) -> dict[str, Any]:
        """As it is kept; what is usual is left out."""
        kept: dict[str, Any] = {"to": self.target.to.value} if self.target.to is not To.SAME else {}
        if self.target.id:
            kept["id"] = self.target.id
        if self.at is not None:
            kept["at"] = self.at.strftime("%H:%M")
        if self.when is not When.ANY:
            kept["when"] = self.when.value
        return kept | {name: value for name in ("days", "after_seconds") if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From the row."""
        return cls(
            Target(To(kept.get("to", To.SAME)), kept.get("id", 0)),
            kept.get("days", 0),
            time.fromisoformat(kept["at"]) if "at" in kept else None,
            kept.get("after_seconds", 0),
            When(kept.get("when", When.ANY)),
        )


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` contacts with one person within any `seconds` on end, through all doors together."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time of day in which the person is left in peace, by their clock: every day, or on some (0 is Monday).

    Until an hour that is not after the one it begins at means the next day's; 00:00 to 00:00 is the whole day.
    `first_day` and `last_day`, both or neither, both included: only when it begins on one of these days.
    """

    begins: time = time()
    ends: time = time()
    days: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    @property
    def whole_days(self) -> bool:
        """Whether it lasts from midnight to midnight."""
        return self.begins == self.ends == time()

    def on(self, day: date) -> bool:
        """Whether it begins on that day."""
        if self.first_day is not None and self.last_day is not None and not self.first_day <= day <= self.last_day:
            return False
        return not self.days or day.weekday() in self.days

    def to_json(self) -> list[Any]:
        """As it is kept; days of the calendar stand behind."""
        kept: list[Any] = [f"{self.begins:%H:%M}", f"{self.ends:%H:%M}", list(self.days)]
        if self.first_day is None or self.last_day is None:
            return kept
        return [*kept, self.first_day.isoformat(), self.last_day.isoformat()]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Self:
        """From the row."""
        begins, ends, days, *dates = kept
        first_day, last_day = [date.fromisoformat(one) for one in dates] or (None, None)
        return cls(time.fromisoformat(begins), time.fromisoformat(ends), tuple(days), first_day, last_day)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done when a promise cannot be kept at once (MISSION C4). Every part may be left out.

    `retries`: after how many seconds an outcome is tried again: {"busy": (120, 600)} is twice. `steps`: what follows
    when those are used up. `most_tries`: in all, whatever follows. `within_hours`: calendars bind, with `quiet` and
    `caps`, which always do; `first_at_once`: but not until the person was reached, since they asked for it now.
    `expires_after_seconds`: from its making, unless the draft says when. `remind_before_seconds`: how long before a
    human promise is due its owner hears of it. `escalate_after_seconds`: how long after it was missed a lead does.
    """

    retries: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    most_tries: int | None = None
    caps: tuple[Cap, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    within_hours: bool = False
    first_at_once: bool = False
    expires_after_seconds: int | None = None
    remind_before_seconds: tuple[int, ...] = ()
    escalate_after_seconds: int | None = None

    @property
    def binds(self) -> bool:
        """Whether there are instants at which the person must be left in peace."""
        return bool(self.within_hours or self.caps or self.quiet)

    def silent_on(self, outcome: Outcome) -> bool:
        """Whether it says nothing of what follows this outcome."""
        follows = self.retries.get(outcome) or any(step.when.covers(outcome) for step in self.steps)
        return not follows and self.most_tries is None

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the promise's row; parts that say nothing are left out."""
        kept: dict[str, Any] = {"retries": {outcome: list(gaps) for outcome, gaps in self.retries.items()}}
        if self.steps:
            kept["steps"] = [step.to_json() for step in self.steps]
        if self.caps:
            kept["caps"] = [[cap.most, cap.seconds] for cap in self.caps]
        # Those with dates stand apart: keepers of the release before read three values of each quiet time.
        quiet = {
            "quiet": [one.to_json() for one in self.quiet if one.first_day is None],
            "quiet_dates": [one.to_json() for one in self.quiet if one.first_day is not None],
        }
        kept |= {name: rows for name, rows in quiet.items() if rows}
        if self.remind_before_seconds:
            kept["remind_before_seconds"] = list(self.remind_before_seconds)
        plain = {name: getattr(self, name) for name in _PLAIN}
        return kept | {name: value for name, value in plain.items() if value is not None and value is not False}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From the promise's row; what is not there is not done."""
        return cls(
            retries={outcome: tuple(gaps) for outcome, gaps in kept.get("retries", {}).items()},
            steps=tuple(Step.from_json(step) for step in kept.get("steps", ())),
            caps=tuple(Cap(most, seconds) for most, seconds in kept.get("caps", ())),
            quiet=tuple(Quiet.from_json(one) for name in ("quiet", "quiet_dates") for one in kept.get(name, ())),
            remind_before_seconds=tuple(kept.get("remind_before_seconds", ())),
            **{name: kept[name] for name in _PLAIN if name in kept},
        )


_PLAIN = ("most_tries", "within_hours", "first_at_once", "expires_after_seconds", "escalate_after_seconds")
