"""A migration is done and noted, or neither: whatever ends it in between, the next try finds what it expects."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ringback.base.database.management.commands.migrate import Command

pytestmark = pytest.mark.django_db(transaction=True)
NAME, TABLE = "9999_made_up", "accounts_madeup"


class KilledError(Exception):
    """Stands for what may end a process."""


class MadeUp(migrations.Migration):
    """Makes a table with an index, which Django puts off to the end of the transaction."""

    operations = [
        migrations.CreateModel(
            "MadeUp",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9, db_index=True))],
        )
    ]


def made_up() -> migrations.Migration:
    return MadeUp(NAME, "accounts")


def executor() -> MigrationExecutor:
    command = Command()
    command.verbosity = 0
    callback: Any = command.migration_progress_callback
    return MigrationExecutor(connection, callback)


def is_noted() -> bool:
    return ("accounts", NAME) in MigrationRecorder(connection).applied_migrations()


def is_made() -> bool:
    return TABLE in connection.introspection.table_names()


def test_nothing_is_left_of_what_could_not_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    record = MigrationRecorder.record_applied

    def killed(recorder: MigrationRecorder, app: str, name: str) -> None:
        record(recorder, app, name)
        assert is_made() and is_noted()
        raise KilledError

    monkeypatch.setattr(MigrationRecorder, "record_applied", killed)
    with pytest.raises(KilledError):
        executor().apply_migration(MigrationLoader(None).project_state(), made_up())
    assert not is_made() and not is_noted()


def test_it_is_done_and_noted_and_goes_again() -> None:
    state = MigrationLoader(None).project_state()
    executor().apply_migration(state.clone(), made_up())
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, TABLE).values()
    assert ["name"] in [index["columns"] for index in indexes if index["index"]]
    assert is_noted()
    executor().unapply_migration(state, made_up())
    assert not is_made() and not is_noted()
