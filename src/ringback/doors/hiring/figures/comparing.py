"""Two periods side by side: the shares of each, what lies behind them, and what the difference is worth."""

from dataclasses import dataclass

from ringback.doors.hiring.figures import asking, exact, rules, words
from ringback.doors.hiring.figures.asking import Asked, Part
from ringback.doors.hiring.figures.exact import Comparison, Share
from ringback.doors.hiring.figures.rules import Counts
from ringback.doors.hiring.interviews.models import Interview


@dataclass(frozen=True, slots=True)
class Side:
    """One period's share, and the address of the people it counts."""

    share: Share
    behind: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One share in both periods, and the verdict in words."""

    what: str
    reason: str
    title: str
    of: str
    before: Side
    after: Side
    test: Comparison

    @property
    def counted(self) -> int:
        """How many there are in both."""
        return self.before.share.part + self.after.share.part

    @property
    def short(self) -> str:
        """The verdict in a few words."""
        return words.short(self.test.verdict)

    @property
    def why(self) -> str:
        """What makes it so."""
        return words.why(self.test)


def lines(before: Asked, after: Asked, then: Counts, now: Counts) -> list[Compared]:
    """Every share that is compared, no-shows first; then the no-shows by their reason."""
    found = [
        _compared(before, after, Part(what), *words.SHARES[what], share(then), share(now))
        for what, share in rules.SHARES.items()
    ]
    of = words.SHARES[rules.NO_SHOW][1]
    for reason, title in Interview.NoShow.choices:
        shares = rules.for_reason(then, reason), rules.for_reason(now, reason)
        found.append(_compared(before, after, Part(rules.NO_SHOW, reason), title, of, *shares))
    return found


def _compared(before: Asked, after: Asked, part: Part, title: object, of: object, then: Share, now: Share) -> Compared:
    return Compared(
        part.what,
        part.reason,
        str(title),
        str(of),
        Side(then, asking.address(before, part)),
        Side(now, asking.address(after, part)),
        exact.compare(then, now),
    )
