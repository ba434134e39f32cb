"""Conversions in their own process: they answer, they give way, and what breaks them does not break the owner."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from ringback.channels.voice.recordings import worker
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.worker import Converter
from tests.unit.media.captures import AGENT_PORT, SIDES, VISITOR_PORT, capture, talk
from tests.waiting import until


def call(folder: Path, seconds: float = 2.0) -> Path:
    return capture(folder / "call.pcap", talk(AGENT_PORT, 440, seconds) + talk(VISITOR_PORT, 1000, seconds, source=2))


def run(*arguments: object, file_limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if file_limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.run(
        [sys.executable, "-m", worker.MODULE, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
    )


def test_one_recording_from_the_command_line(tmp_path: Path) -> None:
    ports = ("--agent-port", AGENT_PORT, "--visitor-port", VISITOR_PORT)
    done = run(call(tmp_path), tmp_path / "call.flac", *ports)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)["facts"]
    assert (facts["agent_packets"], facts["visitor_packets"], facts["sides_known"]) == (100, 100, True)
    assert soundfile.info(tmp_path / "call.flac").channels == 2


def test_a_full_disk_is_a_clear_error_and_leaves_the_capture_alone(tmp_path: Path) -> None:
    """A limit on file sizes fails the write as a full disk does, in the middle of the file."""
    pcap = call(tmp_path, 20)
    before = pcap.read_bytes()
    done = run(pcap, tmp_path / "call.flac", file_limit=20_000)
    assert done.returncode == 1
    assert "cannot be written: File too large" in json.loads(done.stdout)["error"]
    assert pcap.read_bytes() == before
    assert list(tmp_path.iterdir()) == [pcap]


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    done = run(call(tmp_path), tmp_path / "nowhere" / "call.flac")
    assert done.returncode == 1
    assert "cannot be written: No such file" in json.loads(done.stdout)["error"]


def test_one_process_converts_many_and_gives_way(tmp_path: Path) -> None:
    converter = Converter()
    try:
        assert converter.convert(call(tmp_path), tmp_path / "1.flac", SIDES).agent_packets == 100
        assert converter._process is not None
        first = converter._process.pid
        assert os.getpriority(os.PRIO_PROCESS, first) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
        (tmp_path / "bad.pcap").write_bytes(b"bad")
        with pytest.raises(RecordingError, match="no pcap") as bad:
            converter.convert(tmp_path / "bad.pcap", tmp_path / "2.flac", SIDES)
        assert bad.value.final
        with pytest.raises(RecordingError, match="cannot be written") as full:
            converter.convert(call(tmp_path), tmp_path / "nowhere" / "2.flac", SIDES)
        assert not full.value.final
        assert converter.convert(call(tmp_path), tmp_path / "3.flac", SIDES).lost_packets == 0
        assert converter._process.pid == first
    finally:
        converter.close()


def test_a_broken_process_is_replaced(tmp_path: Path) -> None:
    converter = Converter()
    try:
        converter.convert(call(tmp_path), tmp_path / "1.flac", SIDES)
        assert converter._process is not None
        converter._process.kill()
        converter._process.wait()
        assert converter.convert(call(tmp_path), tmp_path / "2.flac", SIDES).agent_packets == 100
    finally:
        converter.close()


def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """A pipe nobody writes to: opening it for reading waits for ever."""
    os.mkfifo(tmp_path / "pipe.pcap")
    converter = Converter(longest_seconds=0.5)
    try:
        with pytest.raises(RecordingError, match="too long"):
            converter.convert(tmp_path / "pipe.pcap", tmp_path / "1.flac", SIDES)
        assert converter._process is None
    finally:
        converter.close()


def test_the_process_ends_with_its_owner(tmp_path: Path) -> None:
    converter = Converter()
    converter.convert(call(tmp_path), tmp_path / "1.flac", SIDES)
    process = converter._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # what the system does with a dead owner's end of the pipe
    until(lambda: process.poll() is not None)
    converter.close()
