"""Ranks by score alone. Equal scores share a rank, and nothing else, least of all time, puts one above the other."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

Number = int | Decimal


class Ranked(NamedTuple):
    """One of them: `rank` counts from 1, as many are skipped as share it; `tied`: how many share it, itself too."""

    key: int
    score: Number
    rank: int
    tied: int


class Cut(NamedTuple):
    """Where the places end: `sure` stand above the line, `tied` on it, and for those `free` places are left.

    `tied` is 0 where the line falls between two scores; `score` is the last one that gets a place, None without any.
    """

    sure: int
    tied: int
    free: int
    score: Number | None


def ranked(scored: Iterable[tuple[int, Number]]) -> list[Ranked]:
    """The best first (MISSION A2). Those of one rank follow each other by their key, which says nothing of merit."""
    pairs = sorted(scored, key=itemgetter(0))
    pairs.sort(key=itemgetter(1), reverse=True)
    placed: list[Ranked] = []
    for score, group in groupby(pairs, itemgetter(1)):
        equal, rank = list(group), len(placed) + 1
        placed += [Ranked(key, score, rank, len(equal)) for key, _score in equal]
    return placed


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
