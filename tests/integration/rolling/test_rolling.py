"""An update while a role of the release before works on: every write succeeds, and this release reads it right."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.backups.house import ROOT, House, Street
from tests.waiting import until

pytestmark = pytest.mark.long
STEPS, TABLES = "tests.integration.rolling.steps", "tests.integration.rolling.tables"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    street = Street(tmp_path)
    yield street.house()
    street.clear()


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[House]:
    """One that began with this release."""
    street = Street(tmp_path / "new")
    (tmp_path / "new").mkdir()
    yield street.migrated()
    street.clear()


@pytest.fixture
def rounds(house: House, tmp_path: Path) -> Iterator["OldRole"]:
    house.does("install", module=STEPS)
    role = OldRole(house, tmp_path)
    yield role
    role.process.kill()
    role.process.wait()


# What it writes, and what is made of it.
WRITTEN = {
    "accounts_organisation",
    "people_person",
    "promises_attempt",
    "promises_promise",
    "voice_agent",
    "voice_call",
    "voice_huntgroup",
    "voice_leg",
    "voice_recording",
    "website_callbackrequest",
    "website_requestorigin",
    "website_requestreached",
    "website_site",
}


class OldRole:
    """A process of the release before that writes all the time."""

    def __init__(self, house: House, folder: Path) -> None:
        self._said, self._errors = folder / "said", folder / "errors"
        with self._said.open("wb") as said, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", STEPS, "old_role"],
                env=house.environment(),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=errors,
            )

    def count(self) -> int:
        """How many rounds it has done; fails where it has stopped."""
        assert self.process.poll() is None, self._errors.read_text()[-3000:]
        return len(self._said.read_text().splitlines())

    def go_on(self, rounds: int) -> int:
        wanted = self.count() + rounds
        until(lambda: self.count() >= wanted, 60)
        return self.count()

    def end(self) -> int:
        """Let it finish; how many rounds it has done in all."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0, self._errors.read_text()[-3000:]
        return len(self._said.read_text().splitlines()) - 1


def test_an_old_role_writes_before_during_and_after(house: House, founded: House, rounds: OldRole) -> None:
    before = rounds.go_on(20)
    house.well("manage", "migrate", "--verbosity", "0")
    meanwhile = rounds.count()
    assert meanwhile > before
    rounds.go_on(20)
    done = rounds.end()
    assert "migrations behind" not in house.run("check").stdout
    assert house.does("look", module=STEPS) == {
        "promises": done,
        "attempts": done,
        "requests": done,
        "new columns": ["[true, {}, null, null, null, null]"],
        "ways to ring": [["in_order", "first", True]],
        "queued": 0,
        "folded": done,
        "merged": 0,
    }
    # Nothing tells it from one that never was of another release.
    (structure, counts), (as_founded, begun) = (one.does("all_of_it", module=TABLES) for one in (house, founded))
    assert structure == as_founded
    assert counts.keys() - begun.keys() == WRITTEN and begun["hiring_waitingnorm"] == 4
    assert {name: counts[name] for name in begun} == begun
