"""The pages of figures over a year of a busy organisation."""

import argparse
import json
import tempfile
import time
from importlib import import_module
from pathlib import Path

from benchmarks._house import database, make_house, quantile

METHOD = """\
Method: one organisation on PostgreSQL with durable commits; a year of page views, visits, goals and requests with
their promises, calls and legs, spread evenly over ten sites, 2,000 pages, 500 sources, 300 cities and 40 agents. The
keeper's own counting goes over every day first. Then each page is asked for again and again through the whole of Django
(session, permissions, view, template) in this process, over all sites and the whole year: every table as a page and as
a file, and the requests behind figures, also of cities that nobody came from, of two months a year ago, and the missed
ones of half a million of which none was. Beside them: Today's page, which reads no figures."""

P95_TARGET_MS = 300.0


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--kept", type=Path, help="a folder whose rows are measured again; made where there is none")
    parser.add_argument("--recount", action="store_true", help="count the days of kept rows anew")
    options = parser.parse_args()
    print(METHOD, flush=True)
    kept = options.kept and options.kept.absolute()
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name:
        house = kept / "house" if kept else Path(name)
        house.mkdir(parents=True, exist_ok=True)
        with database("postgresql", house, kept and kept / "postgres") as url:
            make_house(house, url).settle()
            times = _measure(options)
    _report(options, times)


def _measure(options: argparse.Namespace) -> dict[str, list[float]]:
    year = import_module("benchmarks._year")  # not before Django knows its settings
    began = time.monotonic()
    owner = year.seeded() or year.seed(options.events, options.calls)
    print(f"  rows made in {time.monotonic() - began:.0f} s", flush=True)
    if options.recount:
        year.forget_counts()
    began = time.monotonic()
    days = year.count(owner)
    print(f"  {days} days counted in {time.monotonic() - began:.0f} s", flush=True)
    return {page: year.ask(owner, page, options.times) for page in year.pages()}


def _report(options: argparse.Namespace, times: dict[str, list[float]]) -> None:
    for page, taken in times.items():
        print(f"  {page}: median {quantile(taken, 0.5)} ms, p95 {quantile(taken, 0.95)} ms")
    beside, *pages = times
    worst = max(pages, key=lambda page: quantile(times[page], 0.95))
    p95 = quantile(times[worst], 0.95)
    ratio = quantile(times[worst], 0.5) / quantile(times[beside], 0.5)
    print(f"the slowest page takes {ratio:.1f} times as long as {beside}")
    print(f"target: p95 of every page under {P95_TARGET_MS:g} ms: {'met' if p95 < P95_TARGET_MS else 'missed'}")
    print(json.dumps({"events": options.events, "calls": options.calls, "page": worst, "p95_ms": p95}))


if __name__ == "__main__":
    main()
