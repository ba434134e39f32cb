"""Dealing entries out to reviewers: evenly, and never to somebody who has stepped aside."""

import heapq
from collections.abc import Collection, Mapping, Sequence


def dealt(
    entries: Sequence[int], loads: Mapping[int, int], barred: Mapping[int, Collection[int]] | None = None
) -> dict[int, int]:
    """From entry to member: each goes to whoever has the fewest so far (`loads`: member to what they have already).

    `barred`: from entry to members it must not go to. An entry that nobody may have is left out.
    """
    given: dict[int, int] = {}
    heap = [(load, member) for member, load in loads.items()]
    heapq.heapify(heap)
    for entry in entries:
        out, aside = (barred or {}).get(entry, ()), []
        while heap and heap[0][1] in out:
            aside.append(heapq.heappop(heap))
        if heap:
            load, member = heapq.heappop(heap)
            given[entry] = member
            heapq.heappush(heap, (load + 1, member))
        for one in aside:
            heapq.heappush(heap, one)
    return given
