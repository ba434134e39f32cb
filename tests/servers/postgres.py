"""A PostgreSQL of the tests' own: made in a temporary folder and thrown away afterwards, or kept where one is named."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from tests.servers.ports import free_port

_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path:
    """The folder of initdb and pg_ctl. Raises FileNotFoundError where PostgreSQL is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise FileNotFoundError("PostgreSQL is not installed: run scripts/system_packages.sh")
    return versions[-1].parent


class Postgres:
    """A server on a free port. `durable` leaves fsync on, as benchmarks need it; tests are faster without.

    What is in a `kept` folder is there again the next time.
    """

    def __init__(self, durable: bool = False, kept: Path | None = None) -> None:
        self.port = free_port()
        self._durable = durable
        self._kept = kept
        self._folder = kept or Path(tempfile.mkdtemp(prefix="ringback-postgres-"))
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def url(self, name: str = "postgres") -> str:
        """A database URL for the database `name`."""
        return f"postgresql://ringback@127.0.0.1:{self.port}/{name}"

    def __enter__(self) -> Self:
        data = self._folder / "data"
        if not data.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._as:
                shutil.chown(self._folder, "postgres")
            self._run("initdb", "-D", data, "-U", "ringback", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        self.start()
        return self

    def start(self) -> None:
        """Start the server, for the first time or after `stop`."""
        settings = [f"port={self.port}", f"unix_socket_directories={self._folder}", "max_connections=200"]
        settings += ["shared_buffers=256MB"]
        settings += [] if self._durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = " ".join(f"-c {setting}" for setting in settings)
        data = self._folder / "data"
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", self._folder / "log", "-o", options)

    def stop(self, how: str = "immediate") -> None:
        """Stop it at once, as a crash would; the data stay."""
        self._run("pg_ctl", "stop", "-m", how, "-D", self._folder / "data")

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop("fast" if self._kept else "immediate")
        if self._kept is None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def create(self, name: str) -> str:
        """Make an empty database and return its URL."""
        with psycopg.connect(self.url(), autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as, str(programs() / program), *map(str, arguments)]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=90
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')[-800:]}")
