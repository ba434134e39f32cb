"""What a person who mistypes is told: the setting, the mend, and no traceback."""

import socket
import subprocess
from collections.abc import Callable

import pytest

from tests.servers.demo import Demo

Ringback = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("words", [["run"], ["run", "web"], ["check"], ["manage", "check"], ["demo"]])
def test_every_command_names_the_wrong_setting(ringback: Ringback, words: list[str]) -> None:
    done = ringback(*words, BIND="foo")
    assert (done.returncode, done.stderr) == (2, "ringback: RINGBACK_BIND is 'foo': give it as host:port.\n")


@pytest.mark.parametrize("role", ["", "web", "voice"])
def test_a_taken_port_is_one_clear_line(ringback: Ringback, role: str) -> None:
    kind = socket.SOCK_DGRAM if role == "voice" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        name = "SIP_BIND" if role == "voice" else "BIND"
        done = ringback("run", *([role] if role else []), **{name: address})
    assert done.returncode == 2
    assert done.stderr.startswith(f"ringback: RINGBACK_{name} is '{address}': nothing can listen there")
    assert done.stderr.count("\n") == 1


def test_a_database_that_is_away_is_one_clear_line(ringback: Ringback) -> None:
    url = "postgresql://someone:secret@127.0.0.1:1/nowhere"
    done = ringback("run", BIND="127.0.0.1:0", SIP_BIND="127.0.0.1:0", DATABASE_URL=url)
    assert done.returncode == 2
    assert done.stderr.startswith("ringback: the database cannot be used: ")
    assert "secret" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_check_names_the_mend_and_is_content_once_it_is_done(ringback: Ringback) -> None:
    done = ringback("check")
    assert done.returncode == 1
    assert "broken  database: SQLite" in done.stdout and "→ Run: ringback manage migrate" in done.stdout
    assert ringback("manage", "migrate", "--verbosity", "0").returncode == 0
    done = ringback("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "on      database: SQLite" in done.stdout


def test_two_demos_do_not_share_a_folder(demo: Demo, ringback: Ringback) -> None:
    with demo:
        done = ringback("demo", DATA=str(demo.folder))
    assert done.returncode == 2
    assert "already: end it, or set RINGBACK_DATA to another folder." in done.stderr
