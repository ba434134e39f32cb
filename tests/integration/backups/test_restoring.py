"""A backup comes back whole, on an empty data folder; nobody erased comes back, and nobody is called twice."""

import json
import stat
from pathlib import Path

from cryptography.fernet import Fernet

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


def test_who_was_erased_since_is_erased_again_and_a_deleted_workspace_deleted(kept: Kept, street: Street) -> None:
    house = street.house()
    house.well("restore", kept.shelf, "--keys", kept.keys)
    house.does("erase", str(kept.settled["vera"]))
    assert (before := house.does("look"))["workspaces"] == 1
    house.does("delete_workspace")
    house.well("backup", kept.shelf.parent / "later", "--keys", kept.keys)
    again = street.house()
    said = again.well("restore", kept.shelf, "--keys", kept.keys)
    there = again.does("look")
    assert "1 persons that had been erased since were erased again" in said
    assert "1 workspaces that had been deleted since were deleted again" in said
    assert there["workspaces"] == 0 and set(before["users"]) - set(there["users"]) == {"Mira"}
    assert there["names"] == ["Otto"]
    assert list(there["sounds"]) == [kept.settled["sounds"][1]]
    assert not any(path.read_bytes().endswith(b"Vera Vogel") for path in again.data.rglob("*.flac"))


def test_who_refused_since_is_not_called_after_a_restore(kept: Kept, empty: House, street: Street) -> None:
    empty.well("restore", kept.shelf, "--keys", kept.keys)
    before = empty.does("look")
    empty.does("refuse", str(kept.settled["vera"]))
    after = empty.does("look")
    assert len(after["refused"]) == len(before["refused"]) + 2 and after["consents"] == before["consents"] - 1
    empty.well("backup", kept.shelf.parent / "later", "--keys", kept.keys)  # by a machine that wrote no ledger itself
    again = street.house()
    said = again.well("restore", kept.shelf, "--keys", kept.keys)
    assert "2 refusals made since (never call again, opted out) hold again" in said
    assert "1 consents withdrawn since are withdrawn again" in said
    there = again.does("look")
    assert [row[:2] for row in there["refused"]] == [row[:2] for row in after["refused"]]
    assert there["consents"] == after["consents"]


def test_keys_from_the_environment(kept: Kept, empty: House) -> None:
    """The ledger and the keys beside those that seal come from the folder all the same."""
    (seal,) = kept.keys.glob("seal-*")
    empty.settings["KEYS"] = Fernet.generate_key().decode()
    said = empty.well("restore", kept.shelf, "--keys", kept.keys)
    assert f"Keys that are not here: {seal.name.removeprefix('seal-')}. Add the lines of those seal-" in said
    empty.settings["KEYS"] += f",{seal.read_text().strip()}"
    refused = {"kind": "closure", "organisation_id": 1, "channel": "sms", "purpose": "", "digest": "d" * 56}
    (kept.keys / "ledger.jsonl").write_text(json.dumps({**refused, "closed": True, "at": "2026-03-01T12:00:00+00:00"}))
    said = empty.well("restore", kept.shelf, "--keys", kept.keys, "--replace")
    assert "Keys that are not here" not in said and "sealed" not in said
    assert "1 refusals made since" in said
    assert empty.does("secret") == SECRET
    assert (empty.data / "keys" / "push").read_text() == (kept.house.data / "keys" / "push").read_text()
    assert not (empty.data / "keys" / "seal").exists()


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
    assert "Cannot be read: voice_trunk.secret: 1 rows were sealed with a key that is not there" in said
    assert "1 entries of those who must not be contacted" in said
    assert empty.does("look")["names"] == ["Otto", "Vera Vogel"]


def test_other_keys_are_told_from_the_right_ones(kept: Kept, empty: House, street: Street, tmp_path: Path) -> None:
    other = street.migrated()
    other.does("settle")
    other.well("backup", tmp_path / "other", "--keys", tmp_path / "wrong")
    assert "Keys that are not here: " in empty.well("restore", kept.shelf, "--keys", tmp_path / "wrong")


def test_keys_lie_apart_and_are_their_owners_only(kept: Kept) -> None:
    files = [path for path in kept.keys.iterdir() if path.is_file()]
    assert {path.name.partition("-")[0] for path in files} == {"seal", "secret", "push", "ledger.jsonl"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    sealing = next(path for path in files if path.name.startswith("seal")).read_bytes().strip()
    assert not any(sealing in path.read_bytes() for path in kept.shelf.rglob("*") if path.is_file())
    assert "must not lie beside" in kept.house.refused("backup", kept.shelf, "--keys", kept.shelf / "keys")
