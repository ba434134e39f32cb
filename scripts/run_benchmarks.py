"""Runs every benchmark, one after the other, so that none disturbs another."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What is run beside the plain `python -m benchmarks.NAME`; the largest sizes are for a quiet machine and an hour.
VARIANTS = {
    "keeper": [
        ["--shape", "burst"],
        ["--database", "postgresql", "--shape", "burst"],
        ["--database", "postgresql", "--keepers", "3", "--pending", "100000"],
    ]
}


def main() -> int:
    """Run `python -m benchmarks.NAME` for every benchmark; exit 1 if one could not measure."""
    failed = []
    for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        for options in [[], *VARIANTS.get(path.stem, [])]:
            name = " ".join([path.stem, *options])
            print(f"── {name}", flush=True)
            if subprocess.run([sys.executable, "-m", f"benchmarks.{path.stem}", *options], cwd=ROOT).returncode:
                failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all measured")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
