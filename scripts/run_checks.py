"""Every check that reads the source: formatting, lint, types, import rules, sizes, migrations. Exit 1 if one fails."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def checks() -> list[tuple[str, list[str]]]:
    """What is run, each with a name for people."""
    return [
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
        ("types", [str(BIN / "mypy"), "--no-error-summary"]),
        ("types of tests", [str(BIN / "mypy"), "--no-error-summary", "tests", "benchmarks", "scripts"]),
        ("import rules", [str(BIN / "lint-imports"), "--no-logo"]),
        ("migrations", [sys.executable, "-m", "ringback", "manage", "makemigrations", "--check", "--dry-run"]),
        ("types of the front end", ["npm", "run", "--silent", "check"]),
        ("house", [sys.executable, "-m", "pytest", "tests/unit/house", "-n", "2"]),
    ]


def main() -> int:
    """Run all of them, print what failed, and say how long each took."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "RINGBACK_DATA": folder}
        for name, command in checks():
            started = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            verdict = "ok" if done.returncode == 0 else "FAILED"
            print(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout[-6000:], done.stderr[-3000:], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
