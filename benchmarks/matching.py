"""Résumés held against one opening, line by line: read from the database, opened, and compared."""

import argparse
import json
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks._house import database, make_house, quantile

METHOD = """\
Method: one opening with eight requirements, and so many active candidates with résumés of some 800 words each, stored
encrypted as they are in life. Each round reads them all from the database, opens them, and holds every one against
every requirement, as the page does. Beside it: reading and opening them alone."""

TARGET_SECONDS = 2.0


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resumes", type=int, default=300)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options = parser.parse_args()
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        make_house(Path(name), url).settle()
        hiring = import_module("benchmarks._candidates")  # not before Django knows its settings
        owner = hiring.owner()
        found = hiring.opening(owner, options.resumes)
        hiring.write_resumes(found)
        read = hiring.read_resumes(found, options.times)
        matched = hiring.match(owner, found, options.times)
    seconds = round(quantile(matched, 0.5) / 1000, 3)
    print(f"reading and opening alone: {quantile(read, 0.5):.0f} ms; with matching {seconds * 1000:.0f} ms")
    print(f"{quantile(matched, 0.5) / quantile(read, 0.5):.1f} times as long")
    print(f"target: under {TARGET_SECONDS:g} s: {'met' if seconds < TARGET_SECONDS else 'missed'}")
    print(json.dumps({"resumes": options.resumes, "seconds": seconds}))


if __name__ == "__main__":
    main()
