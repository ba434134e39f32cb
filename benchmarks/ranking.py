"""A million applications scored by a campaign's questions, and ranked with their ties."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from benchmarks._entries_said import QUESTIONS, answers
from ringback.doors.allocation.campaigns.rules import scorer
from ringback.doors.allocation.reviewing.rules.ranking import Cut, cut, ranks

METHOD = """\
Method: six questions as campaigns ask them (one shown by another's answer, two with a cap), and the answers of so many
people, made beforehand and held in memory. All are scored as applications are when they come and when weights are
changed, with a line for each question; they are ranked as the reviewers' list ranks them, equal scores sharing a rank,
and the line of 500 places is found. Beside it: Python's own sort of the same scores. Reading them from the database and
writing them is not in it, nor is the counting of equal scores by the database (see benchmarks.review)."""

TARGET_SECONDS = 10.0
PLACES = 500
T = TypeVar("T")


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    print(METHOD, flush=True)
    many = answers(options.entries)
    scored, scoring = _timed(lambda: [one.total for one in map(scorer(QUESTIONS), many)])
    (listed, line), ranking = _timed(lambda: _ranked(scored))
    _sorted, sorting = _timed(lambda: sorted(scored))
    assert len(listed) == options.entries and min(listed) == (1, scored.count(max(scored)))
    print(f"  scoring {scoring:.2f} s, ranking {ranking:.2f} s; a plain sort of the scores {sorting:.2f} s")
    print(f"  the line of {PLACES} places: {line.sure} above it, {line.tied} tied on it at {line.score} points")
    seconds = round(scoring + ranking, 2)
    print(f"{seconds / sorting:.1f} times as long as the sort alone")
    print(f"target: under {TARGET_SECONDS:g} s: {'met' if seconds < TARGET_SECONDS else 'missed'}")
    print(json.dumps({"entries": options.entries, "seconds": seconds}))


def _ranked(scored: list[Decimal]) -> tuple[list[tuple[int, int]], Cut]:
    """The rank of each and how many share it, and where the places end."""
    found = ranks(Counter(scored).items())
    return [found[score] for score in scored], cut(scored, PLACES)


def _timed(deed: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    made = deed()
    return made, time.monotonic() - began


if __name__ == "__main__":
    main()
