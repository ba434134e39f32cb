"""An installation of a test's own, with its own data folder and database, driven by the real command."""

import json
import os
import resource
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import migrated

COMMAND_SECONDS = 120
ROOT = Path(__file__).parents[3]


@dataclass
class House:
    """`url` is empty beside SQLite. `most_bytes`: where a file that grows larger finds the disk full."""

    data: Path
    url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    most_bytes: int = resource.RLIM_INFINITY

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
        given = {"DATA": str(self.data), "DATABASE_URL": self.url, **self.settings}
        return {**kept, **{f"RINGBACK_{name}": value for name, value in given.items()}}

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """`ringback WORDS…`."""
        return self._start("ringback", *map(str, words))

    def well(self, *words: str | Path) -> str:
        """As `run`; fails where the command did. What it said."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def refused(self, *words: str | Path) -> str:
        """As `run`; fails where the command did not. The one line it said why."""
        done = self.run(*words)
        assert done.returncode == 1, done.stdout + done.stderr
        assert done.stderr.startswith("ringback: ") and done.stderr.count("\n") == 1, done.stderr
        return done.stderr

    def does(self, name: str, *words: str | Path, module: str = "tests.integration.backups.doings") -> Any:
        """Run a function of `module` in this house; what it gives."""
        done = self._start(module, name, *map(str, words))
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def _start(self, module: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (self.most_bytes, resource.RLIM_INFINITY)),
        )


class Street:
    """Makes houses, each with a data folder and a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = (
            os.environ.get("RINGBACK_DATABASE_URL", "") if os.environ["RINGBACK_TEST_DATABASE"] == "postgresql" else ""
        )
        self._databases: list[str] = []

    def house(self) -> House:
        """One with nothing in it, not even tables."""
        house = self._planned()
        if house.url:
            self._tell(f'CREATE DATABASE "{house.data.name}"')
        return house

    def migrated(self) -> House:
        """One whose database is of this release."""
        house = self._planned()
        if house.url:
            migrated.copy_database(self._server, house.data.name)
        else:
            house.data.mkdir()
            migrated.copy_file(house.data / migrated.FILE)
        return house

    def _planned(self) -> House:
        name = f"house_{uuid.uuid4().hex[:12]}"
        if not self._server:
            return House(self._folder / name)
        self._databases.append(name)
        return House(self._folder / name, self._server.rpartition("/")[0] + f"/{name}")

    def clear(self) -> None:
        for name in self._databases:
            self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(self._folder, ignore_errors=True)

    def _tell(self, sql: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.encode())
