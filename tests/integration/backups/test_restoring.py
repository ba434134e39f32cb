"""A backup comes back whole, on an empty data folder; nobody erased comes back, and nobody is called twice."""

import stat
from pathlib import Path

from tests.integration.backups.conftest import Kept
from tests.integration.backups.doings import SECRET
from tests.integration.backups.house import House, Street


def test_rows_recordings_and_secrets_come_back(kept: Kept, empty: House) -> None:
    said = empty.well("restore", kept.shelf, "--keys", kept.keys)
    there = empty.does("look")
    assert there["names"] == ["Otto", "Vera Vogel"]
    assert there["sounds"] == dict(zip(kept.settled["sounds"], ["sound of Vera Vogel", "sound of Otto"], strict=True))
    assert empty.does("secret") == SECRET
    assert empty.does("may_call") is False
    assert "Cannot be read" not in said


def test_nothing_is_done_until_the_operator_resumes_and_nothing_twice(kept: Kept, empty: House) -> None:
    said = empty.well("restore", kept.shelf, "--keys", kept.keys)
    there = empty.does("look")
    assert there["held"]
    assert there["doubted"] == ["calling", "due", "leased"]
    assert there["open_calls"] == 0
    assert "3 promises were due since the backup" in said
    assert empty.does("keep") == there["states"]
    assert there["states"]["reminder"] == "pending"
    assert "go on" in empty.well("resume")
    after = empty.does("keep")
    assert after == {**there["states"], "reminder": "broken"}
    assert not empty.does("look")["held"]


def test_who_was_erased_since_is_erased_again_with_the_recording(kept: Kept, street: Street) -> None:
    house = street.house()
    house.well("restore", kept.shelf, "--keys", kept.keys)
    house.does("erase", str(kept.settled["vera"]))
    house.well("backup", kept.shelf.parent / "later", "--keys", kept.keys)
    again = street.house()
    said = again.well("restore", kept.shelf, "--keys", kept.keys)
    there = again.does("look")
    assert "1 persons that had been erased since were erased again" in said
    assert there["names"] == ["Otto"]
    assert list(there["sounds"]) == [kept.settled["sounds"][1]]
    assert not any(path.read_bytes().endswith(b"Vera Vogel") for path in again.data.rglob("*.flac"))


def test_a_house_that_is_replaced_tells_whom_it_erased_and_is_put_aside(kept: Kept, empty: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    empty.does("erase", str(kept.settled["otto"]))
    assert "not empty" in empty.refused("restore", kept.shelf, "--keys", kept.keys)
    assert empty.does("look")["names"] == ["Vera Vogel"]
    said = empty.well("restore", kept.shelf, "--replace")
    assert empty.does("look")["names"] == ["Vera Vogel"]
    assert "before-restore-" in said


def test_numbers_are_not_given_again(kept: Kept, empty: House) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    assert empty.does("next_person") > 1_000_000


def test_without_keys_it_says_what_cannot_be_read(kept: Kept, empty: House) -> None:
    said = empty.well("restore", kept.shelf)
    assert "Keys that are not here: " in said
    assert "Cannot be read: trunk: secret: 1 sealed" in said
    assert "1 entries of those who must not be contacted" in said
    assert empty.does("look")["names"] == ["Otto", "Vera Vogel"]


def test_other_keys_are_told_from_the_right_ones(kept: Kept, empty: House, street: Street, tmp_path: Path) -> None:
    other = street.house()
    other.does("settle")
    other.well("backup", tmp_path / "other", "--keys", tmp_path / "wrong")
    assert "Keys that are not here: " in empty.well("restore", kept.shelf, "--keys", tmp_path / "wrong")


def test_keys_lie_apart_and_are_their_owners_only(kept: Kept) -> None:
    files = [path for path in kept.keys.iterdir() if path.is_file()]
    assert {path.name.partition("-")[0] for path in files} == {"seal", "secret", "erasures.jsonl"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    sealing = next(path for path in files if path.name.startswith("seal")).read_bytes().strip()
    assert not any(sealing in path.read_bytes() for path in kept.shelf.rglob("*") if path.is_file())
    assert "must not lie beside" in kept.house.refused("backup", kept.shelf, "--keys", kept.shelf / "keys")
