"""A million applications scored by a campaign's questions, and ranked with their ties."""

import argparse
import json
import time
from collections.abc import Callable
from typing import TypeVar

from benchmarks._entries_said import QUESTIONS, answers
from ringback.doors.allocation.campaigns.rules import score
from ringback.doors.allocation.reviewing.rules.mass import totals
from ringback.doors.allocation.reviewing.rules.ranking import cut, ranked

METHOD = """\
Method: six questions as campaigns ask them (one shown by another's answer, two with a cap), and the answers of so many
people, made beforehand and held in memory. All are scored, and ranked with equal scores sharing their rank; the line of
500 places is found. Beside it: Python's own sort of the same scores. Some are scored once more with each question's
line, as the list explains them, and must come to the same sums. These are the rules alone: in use each application is
scored as it comes, and the database ranks what a page shows (see benchmarks.review)."""

TARGET_SECONDS = 10.0
COMPARED = 2000
PLACES = 500
T = TypeVar("T")


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    print(METHOD, flush=True)
    many = answers(options.entries)
    scored, scoring = _timed(lambda: totals(QUESTIONS, enumerate(many)))
    listed, ranking = _timed(lambda: ranked(scored))
    line = cut((one.score for one in listed), PLACES)
    _sorted, sorting = _timed(lambda: sorted(points for _key, points in scored))
    assert [total for _key, total in scored[:COMPARED]] == [score(QUESTIONS, one).total for one in many[:COMPARED]]
    assert len(listed) == options.entries and listed[0].rank == 1
    print(f"  scoring {scoring:.2f} s, ranking {ranking:.2f} s; a plain sort of the scores {sorting:.2f} s")
    print(f"  the line of {PLACES} places: {line.sure} above it, {line.tied} tied on it at {line.score} points")
    seconds = round(scoring + ranking, 2)
    print(f"{seconds / sorting:.1f} times as long as the sort alone")
    print(f"target: under {TARGET_SECONDS:g} s: {'met' if seconds < TARGET_SECONDS else 'missed'}")
    print(json.dumps({"entries": options.entries, "seconds": seconds}))


def _timed(deed: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    made = deed()
    return made, time.monotonic() - began


if __name__ == "__main__":
    main()
