"""All checks and all tests, on both databases, in parallel. Goes on to the end; exit 1 if anything failed.

Tests drive phones, browsers and processes that are killed, on machines that may be slow. When very few of a step fail,
they run once more by themselves: those that pass then are named as unsteady, and do not fail the step.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Most of these tests wait for phones and browsers, so there may be more of them than cores.
WORKERS = str(max(3, os.cpu_count() or 1))
PYTEST = [sys.executable, "-m", "pytest", "-m", "not soak", "-n", WORKERS, "--dist", "worksteal", "--durations", "8"]
BOTH = ["tests/integration", "tests/faults"]
ONCE = ["tests/unit", "tests/telephony"]
# These have no database, or bring the demo's own.
NO_DATABASE = [f"--ignore=tests/integration/{name}" for name in ("media", "demo", "project")]

STEPS = [
    ("checks", [sys.executable, "scripts/run_checks.py"]),
    ("tests on SQLite", [*PYTEST, *ONCE, *BOTH, "--ignore", "tests/unit/house", "--database", "sqlite"]),
    # By themselves: a browser's event loop stays in its thread, where other tests could not use the database.
    ("tests in a browser", [*PYTEST, "tests/browser"]),
    ("tests on PostgreSQL", [*PYTEST, *BOTH, *NO_DATABASE, "--database", "postgresql"]),
]


# More than this is no accident.
MOST_UNSTEADY = 3
TESTS_FAILED = 1


def _run(command: list[str], cache: Path) -> tuple[int, list[str]]:
    """Run a step; its exit status, and the tests that were unsteady."""
    shutil.rmtree(cache, ignore_errors=True)
    tests = "pytest" in command
    command = [*command, "-o", f"cache_dir={cache}"] if tests else command
    status = subprocess.run(command, cwd=ROOT).returncode
    failed = _failed(cache) if tests and status == TESTS_FAILED else []
    if not 0 < len(failed) <= MOST_UNSTEADY:
        return status, []
    print(f"── once more, by themselves: {', '.join(failed)}", flush=True)
    again = subprocess.run([*command, "--last-failed", "-n", "0"], cwd=ROOT).returncode
    return (again, failed) if again == 0 else (again, [])


def _failed(cache: Path) -> list[str]:
    path = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(path.read_text())) if path.exists() else []


def main() -> int:
    """Run the steps in order and say how each ended."""
    verdicts, unsteady = [], []
    for name, command in STEPS:
        started = time.monotonic()
        print(f"── {name}", flush=True)
        status, shaky = _run(command, ROOT / ".pytest_cache" / name.replace(" ", "-"))
        unsteady += shaky
        verdicts.append((name, status, time.monotonic() - started))
    print()
    for name, status, seconds in verdicts:
        print(f"{name}: {'ok' if status == 0 else 'FAILED'} in {seconds:.0f} s")
    for test in unsteady:
        print(f"unsteady, passed only the second time: {test}")
    return 1 if any(status for _, status, _ in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
