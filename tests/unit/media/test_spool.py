"""The spool's bounds and its clearing up."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from ringback.channels.voice.engine.sides import Sides, find_pcap, note_path, read_note, write_note
from ringback.channels.voice.recordings import spool
from ringback.channels.voice.recordings.spool import RESERVE_BYTES, discard, left_behind, spool_room


def recorded(folder: Path, name: str, size: int = 1000) -> Path:
    for each in ("pcaps", "metadata", "tmp"):
        (folder / each).mkdir(parents=True, exist_ok=True)
    path = folder / "pcaps" / f"{name}.pcap"
    path.write_bytes(bytes(size))
    return path


def test_room_is_what_is_left_of_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10 << 30))
    assert spool_room(tmp_path, 5000) == 5000
    recorded(tmp_path, "a-1")
    recorded(tmp_path, "b-1", 3000)
    assert spool_room(tmp_path, 5000) == 1000
    assert spool_room(tmp_path, 2000) == 0


def test_the_disk_bounds_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=RESERVE_BYTES + 700))
    assert spool_room(tmp_path, 10**12) == 700
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=5))
    assert spool_room(tmp_path, 10**12) == 0


def test_no_folder_is_no_room(tmp_path: Path) -> None:
    assert spool_room(tmp_path / "gone", 10**12) == 0


def test_recordings_left_behind_are_found_oldest_first(tmp_path: Path) -> None:
    paths = [recorded(tmp_path, name) for name in ("new-1", "old-1", "older-1")]
    for path, age in zip(paths, (0, 500, 900), strict=True):
        changed = path.stat().st_mtime - age
        os.utime(path, (changed, changed))
    assert left_behind(tmp_path, quiet_seconds=300) == [paths[2], paths[1]]


def test_discarding_leaves_nothing_of_it_and_all_of_others(tmp_path: Path) -> None:
    mine, other = recorded(tmp_path, "a-1"), recorded(tmp_path, "b-1")
    for pcap in (mine, other):
        write_note(pcap, Sides("x", 1, 2))
        (tmp_path / "metadata" / f"rtpengine-meta-{pcap.stem}.txt").touch()
    discard(mine)
    discard(mine)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"b-1.pcap", "b-1.json", "rtpengine-meta-b-1.txt"}


def test_a_note_is_read_as_written_and_a_bad_one_is_none(tmp_path: Path) -> None:
    pcap = recorded(tmp_path, "a-1")
    assert read_note(pcap) is None
    write_note(pcap, Sides("a", 40000, 40004, "language:de"))
    assert read_note(pcap) == Sides("a", 40000, 40004, "language:de")
    for bad in ("", "[]", '{"call_id": "a", "agent_port": "x", "visitor_port": 3}'):
        note_path(pcap).write_text(bad)
        assert read_note(pcap) is None


def test_the_newest_file_of_a_call_is_found(tmp_path: Path) -> None:
    assert find_pcap(tmp_path, "a") is None
    first, second = recorded(tmp_path, "a-1"), recorded(tmp_path, "a-2")
    recorded(tmp_path, "ab-3")
    os.utime(first, (1, 1))
    assert find_pcap(tmp_path, "a") == second
    assert spool.find_pcap is find_pcap
