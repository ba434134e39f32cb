"""`ringback restore`: brings a backup back into this installation, and holds it until its operator resumes.

1. Look before touching anything: the backup is finished, whole, and not of a newer release; this house is empty, or the
   operator said that it may be replaced; no role runs.
2. Copy the files beside their place, checked; put the database in its place, already held; then the files.
3. Migrate; give numbers that the lost house cannot have given; do again what no backup may undo.
4. Put in doubt what it may have done since the backup. Only then may it be resumed.
Run again after a failure, it begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Installation
from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.base.presence.models import Epoch
from ringback.channels.voice import services as voice
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import leases
from ringback.project.backups import keyring, manifest, numbers, snapshots, trees
from ringback.project.backups.backing_up import roots
from ringback.project.backups.manifest import BackupError, Manifest
from ringback.project.backups.unreadable import unreadable

RUNNING_SECONDS = 10.0


@dataclass(slots=True)
class Restored:
    """What a restore did: `aside` is where the replaced house lies, `unreadable` what the keys at hand do not open."""

    backup: Path
    manifest: Manifest
    files: int = 0
    aside: Path | None = None
    replayed: people.Replayed = field(default_factory=people.Replayed)
    doubtful: int = 0
    missing_keys: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def restore(backup: Path, *, keys: Path | None, replace: bool, own_keys: Sequence[str]) -> Restored:
    """Bring `backup` back. `keys`: the folder that `ringback backup --keys` filled; `own_keys`: those that were here
    before. Raises BackupError."""
    try:
        said = manifest.read(backup)
        _look(backup, said, replace)
        done = Restored(backup, said)
        _take_keys(done, keys, own_keys)
        _bring_back(done)
        _make_ours(done)
        return done
    except OSError as error:
        raise BackupError(f"the backup cannot be brought back: {error.strerror or error}.") from None


def _look(backup: Path, said: Manifest, replace: bool) -> None:
    engine = snapshots.engine()
    if said.kind != engine.KIND:
        raise BackupError(f"{backup} is of {said.kind}, this house is on {engine.KIND}: see RINGBACK_DATABASE_URL.")
    if newer := _unknown(said):
        raise BackupError(f"{backup} is of a newer release ({said.ringback}, {newer}): update this one first.")
    try:
        empty = engine.is_empty()
    except DatabaseError as error:
        raise BackupError(f"the database cannot be used: {str(error).splitlines()[0]}.") from None
    if not empty and (roles := _running()):
        raise BackupError(f"{', '.join(roles)} still running: stop Ringback everywhere first.")
    if not replace and not (empty and _no_files()):
        raise BackupError("this house is not empty. To put the backup in its place: --replace.")
    manifest.check(backup, said.database)
    manifest.check(backup, said.index)
    engine.check(backup / said.database.name, said.server)
    if not empty:
        _keep_ledger()


def _unknown(said: Manifest) -> str:
    known = MigrationLoader(None).disk_migrations or {}
    applied = [(app, name) for app, names in said.migrations.items() for name in names]
    return next((f"{app} {name}" for app, name in applied if (app, name) not in known), "")


def _running() -> list[str]:
    """The roles whose process still shows signs of life; none where the tables of a house are not there."""
    since = clock.now() - timedelta(seconds=RUNNING_SECONDS)
    try:
        roles = Epoch.objects.filter(ended_at=None, beat_at__gt=since).values_list("role", flat=True)
        return sorted({str(role) for role in roles})
    except DatabaseError:
        return []


def _keep_ledger() -> None:
    """What the house that is to be replaced knows must not be undone either."""
    try:
        keyring.enter(people.ledger_path(), list(people.known_lines()))
    except DatabaseError:
        pass  # it is not of this release, or broken; its ledger is as of its last night


def _no_files() -> bool:
    return not any(path.is_file() for place in roots().values() for path in place.rglob("*"))


def _take_keys(done: Restored, folder: Path | None, own: Sequence[str]) -> None:
    """Have the backup's keys first, and never lose one that is here."""
    wanted = done.manifest.keys
    given = bool(settings.KEYS_GIVEN)
    here = list(settings.SEAL_KEYS) if given else list(own)
    if folder is not None:
        if not given:
            here = list(dict.fromkeys([*keyring.find(folder, wanted), *own]))
            settings.SEAL_KEYS = here or settings.SEAL_KEYS
        keyring.install(Path(settings.DATA_DIR), [] if given else here, folder)
    done.missing_keys = sorted(set(wanted) - {keyring.fingerprint(key) for key in here})


def _bring_back(done: Restored) -> None:
    said, data = done.manifest, Path(settings.DATA_DIR)
    draft, aside = data / "restoring", data / f"before-restore-{clock.now():%Y-%m-%dT%H%M%SZ}"
    done.files = trees.bring_back(done.backup, draft)
    if done.files != said.files:
        raise BackupError(f"{done.backup / said.index.name} lists {done.files} files, its manifest {said.files}.")
    held = accounts.HELD_SINCE_MIGRATION[1] in said.migrations.get(accounts.HELD_SINCE_MIGRATION[0], [])
    hold = accounts.HOLD_SQL.format(at=queries.instant(said.at)) if held else ""
    snapshots.engine().bring_back(done.backup / said.database.name, aside, hold)
    for root, place in roots().items():
        if place.exists() and any(place.iterdir()):
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.rename(aside / place.name)
        elif place.exists():
            place.rmdir()
        (draft / root).mkdir(parents=True, exist_ok=True)
        (draft / root).rename(place)
    draft.rmdir()
    done.aside = aside if aside.exists() else None


def _make_ours(done: Restored) -> None:
    said = done.manifest
    _count(said)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise BackupError(f"the backup cannot be brought to this release: {error}.") from None
    accounts.hold_installation(said.at)
    numbers.leap()
    done.replayed = _replay()
    for epoch in Epoch.objects.filter(ended_at=None):
        leases.take_over(epoch.pk)
    voice.rehouse_captures()
    done.doubtful = promises.doubt_since(said.at) + voice.doubt_open_calls()
    done.unreadable = [one.words for one in unreadable()]
    if lost := people.lost_entries():
        done.unreadable.append(f"{lost} entries of those who must not be contacted match nobody any more")
    accounts.restore_done()
    connection.close()


def _count(said: Manifest) -> None:
    """Pass if the rows are as many as the manifest says. Raises BackupError."""
    changed = Installation._meta.db_table  # by being held
    for table, count in said.rows.items():
        ((found,),) = queries.fetch(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        if found != count and table != changed:
            raise BackupError(f"{table} has {found} rows, the manifest says {count}. Use another backup.")


def _replay() -> people.Replayed:
    ledger = people.ledger_path()
    if not ledger.exists():
        return people.Replayed()
    try:
        with ledger.open() as lines:
            replayed = people.replay_ledger(people.read_ledger(lines))
    except ValueError as error:
        raise BackupError(f"{ledger} cannot be read: {error}.") from None
    for organisation_id in accounts.organisation_ids():
        left, before = people.remove_leftovers(organisation_id), None
        while left and left != before:  # what the storage would not give up, the keeper tries again
            left, before = people.remove_leftovers(organisation_id), left
    return replayed
