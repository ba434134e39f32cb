"""`ringback backup`: copies a house that goes on working.

1. Copy the files, or link what has not changed since the newest backup.
2. Copy the database as it is at one instant; ask that instant for its counts and for the files that its rows name.
3. Copy the files that came meanwhile; drop those that went and that no row of the instant names.
4. Write the manifest, and only then give the backup its name. Then the oldest expire.
"""

from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.utils import DatabaseError

from ringback.base.kit import clock
from ringback.channels.voice.models import Recording
from ringback.core.people import services as people
from ringback.project import keys
from ringback.project.backups import keyring, manifest, shelf, snapshots, trees
from ringback.project.backups.manifest import BackupError, Manifest
from ringback.project.backups.snapshots import Snapshot
from ringback.project.backups.tables import own_tables
from ringback.project.backups.trees import Tree

SPOOL = "spool"
STORED = "stored"
_CAPTURED = ("recording", "spooled", "converting")


def backup(folder: Path, *, key_folder: Path | None, keep: int) -> Manifest:
    """Add a backup to `folder`, keep the newest `keep` of RINGBACK_BACKUP_DAYS, and put the keys into
    `key_folder`.

    Raises BackupError; what was half done is then gone again.
    """
    if key_folder is not None and folder.absolute() in (key_folder.absolute(), *key_folder.absolute().parents):
        raise BackupError("the keys must not lie beside what they open: give --keys a folder of its own.")
    with shelf.alone(folder):
        if key_folder is not None:
            _keep_keys(key_folder)
        try:
            made = _back_up(folder)
            shelf.expire(folder, keep, clock.now() - timedelta(days=settings.BACKUP_DAYS))
        except OSError as error:
            raise BackupError(f"the backup cannot be written: {error.strerror or error}.") from None
    return made


def _keep_keys(folder: Path) -> None:
    """First of all: a backup whose keys could not be kept is worth nothing."""
    named = {keys.SECRET: settings.SECRET_KEY, keys.PUSH: settings.PUSH_KEY}
    try:
        ledger = [*keyring.lines_of(people.ledger_path()), *people.known_lines()]
    except DatabaseError as error:
        raise BackupError(f"the database cannot be read: {error}. Run: ringback manage migrate") from None
    keyring.write(folder, settings.SEAL_KEYS, named, ledger)


def roots() -> dict[str, Path]:
    """Where the house keeps its files, by their folder in a backup."""
    return {STORED: Path(settings.MEDIA_ROOT), SPOOL: Path(settings.SPOOL_DIR)}


def _back_up(folder: Path) -> Manifest:
    earlier = shelf.finished(folder)
    place = shelf.begin(folder, clock.now())
    try:
        made = _fill(place, earlier[-1] if earlier else None)
    except BaseException:
        shelf.give_up(place)
        raise
    shelf.finish(place)
    return made


def _fill(place: Path, earlier: Path | None) -> Manifest:
    tree = Tree(place, roots(), earlier)
    before = tree.copy()
    with snapshots.engine().snapshot(place) as snapshot:
        after = tree.copy()
        named = set(_named(snapshot))
        tree.drop(name for name in (before - after) - named if name in tree.kept)
        tree.write_index()
        made = _described(
            place, snapshot, tree, sorted(name for name in named - set(tree.kept) if name.startswith(STORED))
        )
    manifest.write(place, made)
    return made


def _described(place: Path, snapshot: Snapshot, tree: Tree, lacking: list[str]) -> Manifest:
    return Manifest(
        ringback=version("ringback"),
        made_at=snapshot.at.isoformat(),
        kind=snapshot.kind,
        server=snapshot.server,
        database=manifest.part(place, snapshot.name),
        migrations=_migrations(snapshot),
        rows=_counted(snapshot),
        index=manifest.part(place, trees.INDEX),
        files=len(tree.kept),
        files_bytes=sum(kept.bytes for kept in tree.kept.values()),
        lacking=lacking,
        keys=[keyring.fingerprint(key) for key in settings.SEAL_KEYS],
    )


def _migrations(snapshot: Snapshot) -> dict[str, list[str]]:
    applied: dict[str, list[str]] = {}
    for app, name in snapshot.ask("SELECT app, name FROM django_migrations ORDER BY app, name"):
        applied.setdefault(app, []).append(name)
    return applied


def _counted(snapshot: Snapshot) -> dict[str, int]:
    there = {table for table, _column in snapshot.columns()}
    wanted = [table for table in own_tables() if table in there]
    return {table: count for table in wanted for (count,) in snapshot.ask(f'SELECT count(*) FROM "{table}"')}


def _named(snapshot: Snapshot) -> Iterator[str]:
    """The files that rows of the instant name, as the tree calls them."""
    there = snapshot.columns()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and (model._meta.db_table, field.column) in there:
                sql = f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE "{field.column}" <> \'\''
                yield from (f"{STORED}/{name}" for (name,) in snapshot.ask(sql))
    states = ", ".join(f"'{state}'" for state in _CAPTURED)
    sql = f"SELECT spool_path FROM {Recording._meta.db_table} WHERE spool_path <> '' AND state IN ({states})"
    for (path,) in snapshot.ask(sql):
        place = Path(path)
        if place.is_relative_to(settings.SPOOL_DIR):
            yield f"{SPOOL}/{place.relative_to(settings.SPOOL_DIR).as_posix()}"
