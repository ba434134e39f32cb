"""The `ringback` command as a process, and a whole demo to hurt."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.demo import Demo

Command = Callable[..., subprocess.CompletedProcess[str]]
COMMAND_SECONDS = 90


@pytest.fixture
def demo() -> Iterator[Demo]:
    """A demo in a new folder, not running yet."""
    demo = Demo()
    yield demo
    demo.discard()


@pytest.fixture
def ringback(tmp_path: Path) -> Command:
    """Runs `ringback WORDS…` with settings of its own: `ringback("check", BIND="foo")`."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
        given = {f"RINGBACK_{name}": value for name, value in {"DATA": str(tmp_path), **settings}.items()}
        return subprocess.run(
            [sys.executable, "-m", "ringback", *words],
            env={**kept, **given},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )

    return run
