"""The board of an opening with thousands of candidates: to the last byte of its first paint, and of a move."""

import argparse
import json
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks._house import database, make_house, quantile

METHOD = """\
Method: one organisation and one opening with its usual stages; the applications are spread over them as in a funnel,
each with the steps that led there. The board is asked for again and again through the whole of Django (session,
permissions, view, template) in this process, to the last byte. A move is the button of a card: its POST, the redirect,
and the whole board again. Beside them: the board of an opening that nobody has applied to, which costs what the frame
costs."""

P95_TARGET_MS = 200.0


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=5000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options = parser.parse_args()
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        make_house(Path(name), url).settle()
        hiring = import_module("benchmarks._candidates")  # not before Django knows its settings
        owner = hiring.owner()
        empty, full = hiring.opening(owner, 0), hiring.opening(owner, options.applications)
        beside = hiring.paint(empty, options.times)
        painted, moved = hiring.paint(full, options.times), hiring.move(full, options.times)
    _report(options, beside, painted, moved)


def _report(options: argparse.Namespace, beside: list[float], painted: list[float], moved: list[float]) -> None:
    for name, taken in (("empty board", beside), ("first paint", painted), ("move", moved)):
        print(f"  {name}: median {quantile(taken, 0.5)} ms, p95 {quantile(taken, 0.95)} ms")
    print(f"a full board takes {quantile(painted, 0.5) / quantile(beside, 0.5):.1f} times as long as an empty one")
    first_paint, move = quantile(painted, 0.95), quantile(moved, 0.95)
    met = max(first_paint, move) < P95_TARGET_MS
    print(f"target: both p95 under {P95_TARGET_MS:g} ms: {'met' if met else 'missed'}")
    said = {"applications": options.applications, "first_paint_p95_ms": first_paint, "move_p95_ms": move}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
