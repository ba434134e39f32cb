"""The managed rtpengine: rights, settings and folders."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ringback.channels.voice import media_server
from ringback.channels.voice.media_server import MediaServerError
from tests.integration.media.parts import Connected
from tests.servers.ports import free_udp_port
from tests.waiting import until

# Everybody else starts rtpengine as themselves: there is nothing to give up, and so nothing to see.
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="rights can only be given up by root")


def status(rtpengine: Connected) -> dict[str, str]:
    assert rtpengine.process is not None
    lines = Path(f"/proc/{rtpengine.process.pid}/status").read_text().splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


@needs_root
def test_it_runs_without_any_rights(rtpengine: Connected) -> None:
    facts = status(rtpengine)
    assert facts["Name"] == "rtpengine"
    assert "0" not in facts["Uid"].split()
    assert "0" not in facts["Gid"].split()
    assert facts["Groups"] == ""
    assert [int(facts[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")] == [0] * 5
    assert facts["NoNewPrivs"] == "1"


def test_the_spool_is_closed_to_others(rtpengine: Connected) -> None:
    for folder in (rtpengine.spool, *rtpengine.spool.iterdir()):
        assert folder.stat().st_mode & 0o077 == 0


def test_it_is_available_here() -> None:
    assert media_server.available()


def test_without_the_program_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_server, "PROGRAM", "no-such-rtpengine")
    assert not media_server.available()


def test_a_spool_its_user_can_reach_is_no_trouble(rtpengine: Connected) -> None:
    assert media_server.trouble(rtpengine.settings) is None


def test_a_spool_that_became_closed_is_named(rtpengine: Connected) -> None:
    rtpengine.spool.chmod(0o500)
    found = media_server.trouble(rtpengine.settings)
    assert found is not None
    assert str(rtpengine.spool) in found


@needs_root
def test_in_a_folder_only_root_can_get_to_it_stays_root_without_capabilities(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "inner").mkdir()
    running = Connected(tmp_path / "inner")
    running.start()
    try:
        running.wait_for("back")
        facts = status(running)
        assert facts["Uid"].split() == ["0"] * 4
        assert [int(facts[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")] == [0] * 3
        assert media_server.trouble(running.settings) is None
    finally:
        running.close()


@needs_root
def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """A supervisor that is killed cannot end its children; the system does it."""
    config = media_server.write_config(tmp_path, "127.0.0.1", free_udp_port(), 0, (30000, 30100), tmp_path / "spool")
    script = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); input()"
    line = [sys.executable, "-c", script, *media_server.command(config)]
    parent = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    until(lambda: Path(f"/proc/{child}/comm").read_text() == "rtpengine\n")
    parent.kill()
    parent.communicate()
    until(lambda: not Path(f"/proc/{child}/status").exists() or "zombie" in Path(f"/proc/{child}/status").read_text())


def test_settings_are_written_as_rtpengine_reads_them(tmp_path: Path) -> None:
    config = media_server.write_config(tmp_path, "10.0.0.1!192.0.2.1", 22223, 40001, (30000, 30100), tmp_path / "s")
    lines = config.read_text().splitlines()
    assert lines[0] == "[rtpengine]"
    assert "interface = 10.0.0.1!192.0.2.1" in lines
    assert "listen-ng = 127.0.0.1:22223" in lines
    assert "dtmf-log-dest = 127.0.0.1:40001" in lines
    assert "table = -1" in lines


@pytest.mark.parametrize(
    ("interface", "ports"),
    [("127.0.0.1\nlisten-cli = 9", (30000, 30100)), ("127.0.0.1", (30000, 30000)), ("127.0.0.1", (1, 70000))],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, interface: str, ports: tuple[int, int]) -> None:
    with pytest.raises(MediaServerError):
        media_server.write_config(tmp_path, interface, 22223, 0, ports, tmp_path / "spool")
