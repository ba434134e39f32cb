"""All checks and all tests, on both databases, in parallel. Goes on to the end; exit 1 if anything failed."""

import os
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


def main() -> int:
    """Run the steps in order and say how each ended."""
    verdicts = []
    for name, command in STEPS:
        started = time.monotonic()
        print(f"── {name}", flush=True)
        status = subprocess.run(command, cwd=ROOT).returncode
        verdicts.append((name, status, time.monotonic() - started))
    print()
    for name, status, seconds in verdicts:
        print(f"{name}: {'ok' if status == 0 else 'FAILED'} in {seconds:.0f} s")
    return 1 if any(status for _, status, _ in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
