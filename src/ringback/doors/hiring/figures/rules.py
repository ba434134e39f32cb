"""What became of agreed interviews, as counts; and the shares that are compared. Plain values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ringback.doors.hiring.figures.exact import Share

CAME, LATE, DECLINED, OFF, NO_SHOW, OPEN = "came", "late", "declined", "off", "no_show", "open"
# What of an interview's states is counted as what (MISSION H23: who called off, or was called off, is no no-show).
COUNTED_AS: Mapping[str, str] = {
    "held": CAME,
    "late": LATE,
    "declined": DECLINED,
    "cancelled": OFF,
    "no_show": NO_SHOW,
    "booked": OPEN,
    "confirmed": OPEN,
}
TIMES = ("day", "week", "month")


@dataclass(slots=True)
class Counts:
    """Interviews that had been agreed, by what became of them, and the no-shows by their reason."""

    became: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, state: str, reason: str, count: int) -> None:
        """Count `count` more in that state."""
        what = COUNTED_AS[state]
        self.became[what] = self.became.get(what, 0) + count
        if what == NO_SHOW:
            self.reasons[reason] = self.reasons.get(reason, 0) + count

    def of(self, what: str) -> int:
        """How many became that."""
        return self.became.get(what, 0)

    @property
    def agreed(self) -> int:
        """All of them."""
        return sum(self.became.values())

    @property
    def settled(self) -> int:
        """Those of which it is known what became of them."""
        return self.agreed - self.of(OPEN)

    @property
    def expected(self) -> int:
        """Those whom somebody waited for: they came, or did not and told nobody."""
        return self.of(CAME) + self.of(LATE) + self.of(NO_SHOW)

    @property
    def missed(self) -> Share:
        """No-shows of those who were expected."""
        return Share(self.of(NO_SHOW), self.expected)


def added(parts: Iterable[Counts]) -> Counts:
    """All of them together."""
    whole = Counts()
    for part in parts:
        for name, count in part.became.items():
            whole.became[name] = whole.became.get(name, 0) + count
        for name, count in part.reasons.items():
            whole.reasons[name] = whole.reasons.get(name, 0) + count
    return whole


# The shares that two periods are compared by: of whom, and who of them.
SHARES: Mapping[str, Callable[[Counts], Share]] = {
    NO_SHOW: lambda counts: counts.missed,
    LATE: lambda counts: Share(counts.of(LATE), counts.of(CAME) + counts.of(LATE)),
    DECLINED: lambda counts: Share(counts.of(DECLINED), counts.settled),
    OFF: lambda counts: Share(counts.of(OFF), counts.settled),
}


def for_reason(counts: Counts, reason: str) -> Share:
    """No-shows for that reason of those who were expected."""
    return Share(counts.reasons.get(reason, 0), counts.expected)


def begins(day: date, by: str) -> date:
    """The first day of the day, week (Monday) or month that `day` is in."""
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by == "week" else day


def follows(first: date, by: str) -> date:
    """The first day of the next day, week or month."""
    if by == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first + timedelta(days=7 if by == "week" else 1)


def units(first: date, last: date, by: str) -> list[date]:
    """The first days of all days, weeks or months from `first` to `last`, in order."""
    found, day = [], begins(first, by)
    while day <= last:
        found.append(day)
        day = follows(day, by)
    return found
