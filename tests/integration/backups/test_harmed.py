"""What is half done, harmed, newer, of another kind or in use is refused, says so, and leaves the house as it was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.backups.conftest import Kept
from tests.integration.backups.house import House


def the_backup(kept: Kept) -> Path:
    (place,) = [place.parent for place in kept.shelf.glob("*/manifest.json")]
    return place


def change(place: Path, changed: Callable[[dict[str, Any]], object]) -> None:
    said = json.loads((place / "manifest.json").read_text())
    changed(said)
    (place / "manifest.json").write_text(json.dumps(said))


def flip(path: Path) -> None:
    """One bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_half_done(kept: Kept, empty: House) -> None:
    (the_backup(kept) / "manifest.json").unlink()
    assert "no finished backup" in empty.refused("restore", kept.shelf)
    assert "no finished backup" in empty.refused("restore", kept.shelf, "--keys", kept.keys)


def test_a_damaged_database_is_named(kept: Kept, empty: House) -> None:
    (database,) = the_backup(kept).glob("database.*")
    flip(database)
    assert f"{database} is damaged" in empty.refused("restore", kept.shelf, "--keys", kept.keys)


def test_a_damaged_recording_is_named_before_the_database_is_there(kept: Kept, empty: House) -> None:
    sound = next(the_backup(kept).rglob("*.flac"))
    flip(sound)
    assert f"{sound} is damaged" in empty.refused("restore", kept.shelf, "--keys", kept.keys)
    sound.unlink()
    assert f"{sound} is missing" in empty.refused("restore", kept.shelf, "--keys", kept.keys)
    assert "migrations behind" in empty.run("check").stdout


def test_an_index_that_leads_elsewhere(kept: Kept, empty: House) -> None:
    index = the_backup(kept) / "files.jsonl"
    index.write_text(index.read_text().replace("stored/", "../stored/"))
    assert f"{index} is damaged" in empty.refused("restore", kept.shelf)


def test_a_manifest_that_cannot_be_read(kept: Kept, empty: House) -> None:
    (the_backup(kept) / "manifest.json").write_text("{")
    assert "manifest.json cannot be read" in empty.refused("restore", kept.shelf)


def test_a_newer_release(kept: Kept, empty: House) -> None:
    change(the_backup(kept), lambda said: said["migrations"]["promises"].append("0999_from_the_future"))
    assert "is of a newer release (0.1.0, promises 0999_from_the_future)" in empty.refused("restore", kept.shelf)
    change(the_backup(kept), lambda said: said.update(format=2, ringback="9.0"))
    assert "Ringback 9.0, which is newer" in empty.refused("restore", kept.shelf)


def test_another_kind_of_database(kept: Kept, empty: House) -> None:
    change(the_backup(kept), lambda said: said.update(kind="oracle"))
    assert "is of oracle, this house is on" in empty.refused("restore", kept.shelf)


def test_counts_that_differ_are_told_and_the_house_cannot_be_resumed(kept: Kept, empty: House) -> None:
    change(the_backup(kept), lambda said: said["rows"].update(people_person=7))
    assert "people_person has 2 rows, the manifest says 7" in empty.refused("restore", kept.shelf, "--keys", kept.keys)
    assert "run it again" in empty.refused("resume")


def test_running_roles(kept: Kept, empty: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    empty.does("join")
    assert "keeper still running" in empty.refused("restore", kept.shelf, "--replace")


def test_a_ledger_that_cannot_be_read(kept: Kept, empty: House) -> None:
    (kept.keys / "ledger.jsonl").write_text('{"half": ')
    assert "ledger.jsonl cannot be read" in empty.refused("restore", kept.shelf, "--keys", kept.keys)
    assert "run it again" in empty.refused("resume")


@pytest.mark.parametrize("words", [["backup", "/proc/nowhere"], ["restore", "/proc/nowhere"]])
def test_a_folder_that_is_none(empty: House, words: list[str]) -> None:
    assert "/proc/nowhere" in empty.refused(*words)


@pytest.mark.parametrize("recording_bytes", [100, 200_000])
def test_a_disk_that_is_full_leaves_nothing_half_done(kept: Kept, empty: House, recording_bytes: int) -> None:
    """Full while the database is copied, and before that, while the files are."""
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    (empty.data / "files" / kept.settled["sounds"][0]).write_bytes(b"x" * recording_bytes)
    shelf = kept.shelf.parent / "mine"
    empty.well("backup", shelf)
    before = sorted(shelf.rglob("*"))
    empty.most_bytes = 10_000
    (empty.data / "files" / kept.settled["sounds"][0]).write_bytes(b"y" * recording_bytes)
    assert "cannot be" in empty.refused("backup", shelf)
    assert sorted(shelf.rglob("*")) == before
    empty.most_bytes = 5
    assert "cannot be" in empty.refused("backup", shelf, "--keys", kept.keys.parent / "other")
    assert sorted(shelf.rglob("*")) == before


def test_what_is_not_ours_in_a_database_stays_there(kept: Kept, empty: House, another: House) -> None:
    """A SQLite file is ours as a whole, and is put aside as a whole."""
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    empty.does("move_in")
    empty.well("backup", kept.shelf.parent / "mine")
    another.well("restore", kept.shelf.parent / "mine", "--keys", kept.keys)
    assert another.does("strangers") == ([] if empty.url else ["stranger", "stranger_view"])
    empty.well("restore", kept.shelf, "--keys", kept.keys, "--replace")
    assert empty.does("strangers") == (["stranger", "stranger_view"] if empty.url else [])
    assert empty.does("look")["names"] == ["Otto", "Vera Vogel"]
    empty.does("lean_on_us")
    done = empty.run("restore", kept.shelf, "--keys", kept.keys, "--replace")
    assert ("objects depend on" in done.stderr) == bool(empty.url)
    assert empty.does("look")["names"] == ["Otto", "Vera Vogel"]
