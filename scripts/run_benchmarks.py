"""Runs every benchmark, one after the other, so that none disturbs another."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Run `python -m benchmarks.NAME` for every benchmark; exit 1 if one could not measure."""
    failed = []
    for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        print(f"── {path.stem}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{path.stem}"], cwd=ROOT).returncode:
            failed.append(path.stem)
    print(f"failed: {', '.join(failed)}" if failed else "all measured")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
