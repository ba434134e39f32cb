"""Who waits, who is rung, where in the queue each stands and for how long: decided from plain values."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

# With fewer conversations than this, an average says more about chance than about the wait.
LEAST_TALKS = 5


@dataclass(frozen=True, slots=True)
class InLine:
    """A call that wants agents: any of `candidates`. `first` says whom it would ring at once of those free."""

    key: int
    candidates: frozenset[int]
    may_wait: bool
    first: Callable[[Set[int]], Set[int]]


def share_out(line: Iterable[InLine], free: Set[int], engaged: Set[int]) -> set[int]:
    """The calls that have to wait, of a line in its order; the others are rung, or there is nobody to wait for.

    Whoever is free goes to the first in line whom they can serve, before anybody behind (MISSION W9). `engaged`:
    agents in a call or resting after one, who will be free.
    """
    left, waits = set(free), set()
    for one in line:
        rung = one.first(left)
        left -= rung
        if not rung and one.may_wait and one.candidates & (free | engaged):
            waits.add(one.key)
    return waits


def positions(line: Sequence[tuple[int, int]], crews: Mapping[int, frozenset[int]]) -> dict[int, int]:
    """Each waiting call's place, from 1: `line` is (call, group) in order, `crews` each group's agents.

    Ahead is everybody earlier whom the same agents serve, whatever group they wait in.
    """
    ahead: dict[int, int] = {}
    found = {}
    for call, group in line:
        crew = crews.get(group, frozenset())
        rivals = (count for other, count in ahead.items() if other == group or crew & crews.get(other, frozenset()))
        found[call] = 1 + sum(rivals)
        ahead[group] = ahead.get(group, 0) + 1
    return found


def estimate_seconds(position: int, agents: int, handled_seconds: Sequence[float]) -> int | None:
    """How long the call at `position` has to wait, from what recent calls took with their rest; None: nobody can tell.

    So many agents, whose conversations end independently of each other, free one of themselves every mean/agents.
    """
    if agents < 1 or len(handled_seconds) < LEAST_TALKS:
        return None
    mean = sum(handled_seconds) / len(handled_seconds)
    return max(1, round(position * mean / agents))
