"""The reviewers' list of thousands of applications: to the last byte of a page, whatever it is narrowed to."""

import argparse
import json
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks._house import database, make_house, quantile

METHOD = """\
Method: one closed campaign of 500 places with so many entries in three regions; half of them have an opinion, and a
third of those were forwarded. The list is asked for again and again through the whole of Django (session, permissions,
view, template) in this process, to the last byte of a page of fifty: by whoever sees everything, by the reviewer of one
region and by head office, unfiltered, on the last page, by lot, and narrowed in each way there is. Beside it: the list
of a state in which no entry is, which costs what the frame and the counts cost."""

P95_TARGET_MS = 200.0
EVERY = [
    "",
    "?state=mine",
    "?state=unseen",
    "?state=second",
    "?state=yes",
    "?state=no",
    "?state=newcomers",
    "?state=known",
    "?state=here",
    "?state=forwarded",
    "?state=waiting",
    "?least=40",
    "?least=25&state=unseen&order=least",
    "?order=mixed",
    "?page=120",
]


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=7000)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options = parser.parse_args()
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        make_house(Path(name), url).settle()
        allocation = import_module("benchmarks._entries")  # not before Django knows its settings
        campaign, actors = allocation.house(options.entries)
        beside = allocation.shows(campaign, actors["owner"], ["?state=chosen"], options.times * 5)
        taken = {who: allocation.shows(campaign, actor, EVERY, options.times) for who, actor in actors.items()}
    print(f"  nothing to show: median {quantile(beside, 0.5)} ms, p95 {quantile(beside, 0.95)} ms")
    for who, times in taken.items():
        print(f"  {who}: median {quantile(times, 0.5)} ms, p95 {quantile(times, 0.95)} ms")
    p95 = max(quantile(times, 0.95) for times in taken.values())
    print(f"a page takes {quantile(taken['owner'], 0.5) / quantile(beside, 0.5):.1f} times as long as an empty one")
    print(
        f"target: p95 of whoever waits longest under {P95_TARGET_MS:g} ms: {'met' if p95 < P95_TARGET_MS else 'missed'}"
    )
    print(json.dumps({"entries": options.entries, "filter_p95_ms": p95}))


if __name__ == "__main__":
    main()
