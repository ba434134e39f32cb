"""Whether anybody is still there: both sides' packets are counted now and then, and how long none came is known."""

from dataclasses import dataclass

# How often the media server is asked for the packets of a conversation.
COUNT_EVERY_SECONDS = 5.0
# Who is on hold may hear and say nothing for long. rtpengine forgets a held call after an hour of it (its
# `silent-timeout`): ours comes first, so that both phones are hung up and the call says why.
MOST_HELD_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Silence:
    """No packet has come from either side since the monotonic second `since`; until then `packets` had.

    A count and not rtpengine's time of the last packet: that is its wall clock, which may be set, and a count still
    tells the truth of a time in which rtpengine could not be asked.
    """

    since: float
    packets: int = -1

    def counted(self, packets: int, now: float) -> "Silence":
        """As it stands after another count; `packets` is of both sides together."""
        return self if packets == self.packets else Silence(now, packets)

    def broken(self, now: float) -> "Silence":
        """A side has shown in another way that it is there."""
        return Silence(now, self.packets)

    def is_over(self, now: float, most_seconds: float, *, held: bool) -> bool:
        """Whether nobody can be there any more: `most_seconds` were silent, or the longer time while `held`."""
        limit = max(most_seconds, MOST_HELD_SECONDS) if held else most_seconds
        return now - self.since >= limit
