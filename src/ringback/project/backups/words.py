"""`ringback backup`, `restore` and `resume`: what the command line asks for and is told, and the exit status."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from django.conf import settings

from ringback.base.accounts.services import installation_stopped, resume_installation
from ringback.base.kit.errors import ConflictError
from ringback.core.people.services import Replayed
from ringback.project.backups import shelf
from ringback.project.backups.backing_up import backup
from ringback.project.backups.manifest import BackupError
from ringback.project.backups.restoring import Restored, restore


def say_backup(arguments: Namespace) -> int:
    """Make a backup; 0 when it is finished, 1 when not."""

    def work() -> None:
        made = backup(arguments.folder, key_folder=arguments.keys, keep=arguments.keep)
        place = shelf.finished(arguments.folder)[-1]
        print(f"{place}: {sum(made.rows.values())} rows, {made.files} files of {made.files_bytes // 2**20} MB.")
        if made.lacking:
            print(f"{len(made.lacking)} files are named by rows and were gone already: {made.lacking[0]} …")
        if arguments.keys is None:
            print("The keys are not in it: give --keys FOLDER, or keep DATA/keys yourself.")

    return _done(work)


def say_restore(arguments: Namespace, own_keys: Sequence[str]) -> int:
    """Bring a backup back; 0 when the house is whole and held, 1 when not."""

    def work() -> None:
        backup_of = shelf.chosen(arguments.folder)
        _tell(restore(backup_of, keys=arguments.keys, replace=arguments.replace, own_keys=own_keys))

    return _done(work)


def say_resume(_: Namespace) -> int:
    """Let a restored house dial and send; 0 when it does."""

    def work() -> None:
        was = installation_stopped()
        try:
            resume_installation(None)
        except ConflictError as error:
            raise BackupError(str(error)) from None
        print("Dialling and sending go on." if was else "Nothing was stopped.")

    return _done(work)


def _tell(done: Restored) -> None:
    said = done.manifest
    print(f"Restored {done.backup}: {sum(said.rows.values())} rows of {said.made_at}, {done.files} files.")
    for count, words in _replayed(done.replayed):
        if count:
            print(f"{count} {words}.")
    if said.lacking:
        print(f"{len(said.lacking)} files were gone before the backup was made.")
    if done.aside is not None:
        print(f"What was here before lies in {done.aside}: delete it once you do not need it.")
    if done.missing_keys:
        how = "Add the lines of those seal-… files to RINGBACK_KEYS" if settings.KEYS_GIVEN else "Give them by --keys"
        print(f"Keys that are not here: {', '.join(done.missing_keys)}. {how}.")
    for line in done.unreadable:
        print(f"Cannot be read: {line}")
    print(f"{done.doubtful} promises were due since the backup and may have been kept: Today asks how they ended.")
    print("Nothing is dialled or sent until you say so: ringback run, look at Today, then ringback resume.")


def _replayed(done: Replayed) -> list[tuple[int, str]]:
    return [
        (done.erased, "persons that had been erased since were erased again"),
        (done.closed, "refusals made since (never call again, opted out) hold again"),
        (done.opened, "refusals lifted since are lifted again"),
        (done.withdrawn, "consents withdrawn since are withdrawn again"),
        (done.destroyed, "workspaces that had been deleted since were deleted again"),
    ]


def _done(work: Callable[[], None]) -> int:
    try:
        work()
    except BackupError as error:
        print(f"ringback: {error}", file=sys.stderr)
        return 1
    return 0
