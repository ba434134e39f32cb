"""Files of a backup that come and go while it is made."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ringback.project.backups import keyring, manifest, shelf, trees
from ringback.project.backups.manifest import BackupError
from ringback.project.backups.trees import Tree


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "house").mkdir()
    return tmp_path / "house"


@pytest.fixture
def tree(house: Path, tmp_path: Path) -> Tree:
    return Tree(tmp_path / "backup", {"stored": house}, None)


def put(house: Path, name: str, content: str = "sound") -> Path:
    (house / name).parent.mkdir(parents=True, exist_ok=True)
    (house / name).write_text(content)
    return house / name


def test_what_comes_and_what_grows_meanwhile_is_taken_again(house: Path, tree: Tree, tmp_path: Path) -> None:
    put(house, "a", "half")
    assert tree.copy() == {"stored/a"}
    put(house, "a", "half and whole")
    put(house, "deep/b")
    assert tree.copy() == {"stored/a", "stored/deep/b"}
    tree.write_index()
    assert trees.bring_back(tmp_path / "backup", tmp_path / "back") == 2
    assert (tmp_path / "back/stored/a").read_text() == "half and whole"


def test_what_went_stays_until_it_is_dropped(house: Path, tree: Tree, tmp_path: Path) -> None:
    gone, named = put(house, "gone"), put(house, "named")
    before = tree.copy()
    gone.unlink()
    named.unlink()
    after = tree.copy()
    tree.drop((before - after) - {"stored/named"})
    tree.write_index()
    assert [kept.name for kept in trees.read_index(tmp_path / "backup")] == ["stored/named"]
    assert not (tmp_path / "backup/files/stored/gone").exists()


def test_what_is_too_old_goes_and_the_newest_stays(tmp_path: Path) -> None:
    now = datetime(2026, 3, 31, tzinfo=UTC)
    for day in (1, 20, 25):
        place = shelf.begin(tmp_path, now.replace(day=day))
        (place / manifest.NAME).write_text("{}")
        shelf.finish(place)
    (tmp_path / "2026 by hand").mkdir()
    (tmp_path / "2026 by hand" / manifest.NAME).write_text("{}")
    assert [place.name[:10] for place in shelf.expire(tmp_path, 14, now - timedelta(days=8))] == [
        "2026-03-01",
        "2026-03-20",
    ]
    (tmp_path / "2026 by hand" / manifest.NAME).unlink()
    assert shelf.expire(tmp_path, 14, now + timedelta(days=8)) == []
    assert len(shelf.finished(tmp_path)) == 1


def test_links_lead_nowhere(house: Path, tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (house / "link").symlink_to("/etc/passwd")
    assert tree.copy() == set()


@pytest.mark.parametrize("name", ["/etc/cron.d/evil", "../../evil", "stored/../../evil"])
def test_no_index_writes_outside(tmp_path: Path, name: str) -> None:
    line = f'{{"name": "{name}", "bytes": 1, "changed_ns": 1, "sha256": ""}}\n'
    (tmp_path / trees.INDEX).write_text(line)
    with pytest.raises(BackupError, match="outside the backup"):
        list(trees.read_index(tmp_path))


def test_a_ledger_has_each_line_once_and_the_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "one").write_text('{"at": "2026-03-02"}\n{"at": "2026-03-01"}\n')
    keyring.enter(tmp_path / "one", ['{"at": "2026-03-01"}\n', "\n", '{"at": "2026-03-03"}'])
    assert (tmp_path / "one").read_text() == "".join(f'{{"at": "2026-03-0{day}"}}\n' for day in (1, 2, 3))


def test_a_key_whose_name_lies_is_not_taken(tmp_path: Path) -> None:
    keyring.write(tmp_path, ["right"], {"secret": "secret"}, [])
    name = keyring.fingerprint("right")
    assert keyring.find(tmp_path, [name, "0" * 16]) == ["right"]
    (tmp_path / f"seal-{name}").write_text("wrong")
    assert keyring.find(tmp_path, [name]) == []


def test_a_part_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"gone cannot be read"):
        manifest.check(tmp_path, manifest.Part("gone", 1, ""))
