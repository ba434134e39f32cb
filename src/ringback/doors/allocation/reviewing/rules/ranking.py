"""Ranks by score alone. Equal scores share a rank, and nothing else, least of all time, puts one above the other."""

from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, TypeVar

Number = int | Decimal
N = TypeVar("N", int, Decimal)


class Cut(NamedTuple):
    """Where the places end: `sure` stand above the line, `tied` on it, and for those `free` places are left.

    `tied` is 0 where the line falls between two scores; `score` is the last one that gets a place, None without any.
    """

    sure: int
    tied: int
    free: int
    score: Number | None


def ranks(counted: Iterable[tuple[N, int]]) -> dict[N, tuple[int, int]]:
    """Of each score, with how many have it: its rank, from 1, and how many share it (MISSION A2).

    As many ranks are skipped after it as share it.
    """
    found: dict[N, tuple[int, int]] = {}
    better = 0
    for score, tied in sorted(counted, key=itemgetter(0), reverse=True):
        found[score] = (better + 1, tied)
        better += tied
    return found


def cut(scores: Iterable[Number], places: int) -> Cut:
    """Where so many places end among these scores; a tie on the line is for a person to decide."""
    ordered = sorted(scores, reverse=True)
    if places <= 0 or not ordered:
        return Cut(0, 0, max(0, places), None)
    if len(ordered) <= places:
        return Cut(len(ordered), 0, places - len(ordered), ordered[-1])
    line = ordered[places - 1]
    above = sum(1 for score in ordered if score > line)
    on_it = sum(1 for score in ordered if score == line)
    if above + on_it == places:
        return Cut(places, 0, 0, line)
    return Cut(above, on_it, places - above, line)


def leaves_out_equals(chosen: Iterable[Number], waiting: Iterable[Number], free: int) -> bool:
    """Whether a choice decides a tie: somebody still `waiting` has the very score of somebody just `chosen`, and the
    places still `free` do not reach for all of those."""
    just = set(chosen)
    return sum(1 for score in waiting if score in just) > free
