"""Each import rule fails on its violation: a copy of the source is broken on purpose, once a rule."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

VIOLATIONS = [
    ("Floors:", "base/kit/broken.py", "from ringback.core.people import services"),
    ("Floors:", "channels/voice/broken.py", "from ringback.desk import navigation"),
    ("Floors:", "newroom/__init__.py", ""),
    ("Core:", "core/people/broken.py", "from ringback.core.promises import services"),
    ("Base:", "base/kit/broken.py", "from ringback.base.database import doorbell"),
    ("Accounts is entered", "core/people/broken.py", "from ringback.base.accounts import models"),
    ("People is entered", "doors/website/broken.py", "from ringback.core.people import models"),
    ("Hours is entered", "doors/website/broken.py", "from ringback.core.hours import models"),
    ("Promises is entered", "doors/website/broken.py", "from ringback.core.promises import keeper"),
    ("Voice is entered", "doors/website/broken.py", "from ringback.channels.voice import models"),
    ("Messages is entered", "doors/website/broken.py", "from ringback.channels.messages import models"),
    ("Reads are for", "doors/website/broken.py", "from ringback.core.promises import reads"),
    ("Rules, kit", "core/promises/rules/peace.py", "from django.db import models"),
    ("Rules, kit", "channels/voice/engine/broken.py", "import starlette"),
    ("Rules, kit", "doors/hiring/goodbye/rules.py", "import httpx"),
    ("No cycles", "core/promises/models.py", "from ringback.core.promises import services"),
    ("Doors never", "doors/hiring/__init__.py", "from ringback.doors.website import models"),
    ("Allocation:", "doors/allocation/campaigns/broken.py", "from ringback.doors.allocation.entries import services"),
    ("Job search:", "doors/jobsearch/employers/broken.py", "from ringback.doors.jobsearch.letters import services"),
    ("Channels never", "channels/messages/__init__.py", "from ringback.channels.voice import services"),
]


def lint(folder: Path) -> str:
    """What import-linter says of the source in `folder`."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("rule", "place", "line"), VIOLATIONS, ids=lambda value: str(value)[:40])
def test_a_violation_breaks_its_rule(rule: str, place: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    broken = tmp_path / "src" / "ringback" / place
    broken.parent.mkdir(exist_ok=True)
    text = broken.read_text() if broken.exists() else ""
    broken.write_text(f"{text}\n{line}\n")
    said = [line for line in lint(tmp_path).splitlines() if line.startswith(rule)]
    assert [line for line in said if " BROKEN" in line], said
