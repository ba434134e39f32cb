"""Backups follow each other: what has not changed is linked, the oldest expire, older releases are migrated."""

import json
from pathlib import Path

from tests.integration.backups.conftest import Kept
from tests.integration.backups.house import House


def finished(shelf: Path) -> list[Path]:
    return sorted(place.parent for place in shelf.glob("*/manifest.json"))


def test_what_has_not_changed_is_linked_and_the_oldest_expire(kept: Kept, empty: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    shelf = kept.shelf.parent / "mine"
    (shelf / ".unfinished-2026-01-01T000000.000000Z").mkdir(parents=True)
    empty.well("backup", shelf)
    (changed, same) = (empty.data / "files" / name for name in kept.settled["sounds"])
    changed.write_bytes(b"another sound")
    said = empty.well("backup", shelf)
    assert "The keys are not in it" in said
    assert len(finished(shelf)) == 2 and not list(shelf.glob(".unfinished*"))
    inodes = [{path.name: path.stat().st_ino for path in place.rglob("*.flac")} for place in finished(shelf)]
    assert inodes[0][same.name] == inodes[1][same.name]
    assert inodes[0][changed.name] != inodes[1][changed.name]
    newest = finished(shelf)[-1]
    assert (next(newest.rglob(changed.name))).read_bytes() == b"another sound"
    empty.well("backup", shelf, "--keep", "1")
    assert len(finished(shelf)) == 1 and newest not in finished(shelf)


def test_a_file_that_is_gone_is_told(kept: Kept, empty: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    (empty.data / "files" / kept.settled["sounds"][0]).unlink()
    shelf = kept.shelf.parent / "mine"
    assert "1 files are named by rows and were gone already" in empty.well("backup", shelf)
    assert json.loads((finished(shelf)[0] / "manifest.json").read_text())["lacking"] == [
        f"stored/{kept.settled['sounds'][0]}"
    ]


def test_a_backup_of_an_older_release_is_migrated_and_held(empty: House, another: House, tmp_path: Path) -> None:
    names = empty.does("settle_before")
    shelf = tmp_path / "older"
    empty.well("backup", shelf)
    assert "held" not in json.dumps(json.loads((finished(shelf)[0] / "manifest.json").read_text())["migrations"])
    another.well("restore", shelf)
    there = another.does("look")
    assert there["held"] and there["names"] == names
    assert "broken  database" not in another.run("check").stdout


def test_keys_that_went_out_of_use_still_open_older_backups(kept: Kept, empty: House, another: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    seal = empty.data / "keys" / "seal"
    newer = another.does("new_key")
    seal.write_text(f"{newer}\n{seal.read_text()}")
    empty.does("seal_again")
    empty.well("backup", kept.shelf.parent / "mine", "--keys", kept.keys)
    assert len(list(kept.keys.glob("seal-*"))) == 2
    another.well("restore", kept.shelf.parent / "mine", "--keys", kept.keys)
    assert another.does("secret") == "hush"
    assert another.does("may_call") is False
    assert (another.data / "keys" / "seal").read_text().split()[0] == newer
