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


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The modules and the rules; each test takes back what it broke, since copying takes longer than looking."""
    folder = tmp_path_factory.mktemp("house")
    for module in (ROOT / "src").rglob("*.py"):
        copy = folder / module.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(module, copy)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.mark.parametrize(("rule", "place", "line"), VIOLATIONS, ids=lambda value: str(value)[:40])
def test_a_violation_breaks_its_rule(rule: str, place: str, line: str, copied: Path) -> None:
    broken = copied / "src" / "ringback" / place
    text, new_room = broken.read_text() if broken.exists() else None, not broken.parent.exists()
    broken.parent.mkdir(exist_ok=True)
    broken.write_text(f"{text or ''}\n{line}\n")
    try:
        said = [line for line in lint(copied).splitlines() if line.startswith(rule)]
    finally:
        if text is not None:
            broken.write_text(text)
        elif new_room:
            shutil.rmtree(broken.parent)
        else:
            broken.unlink()
    assert [line for line in said if " BROKEN" in line], said
