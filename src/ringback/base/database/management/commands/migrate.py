"""`migrate` beside a house at work, which it must neither stop nor be stopped by.

PostgreSQL: it never waits for one table while it holds another.
A migration that takes two tables, and a transaction that takes them the other way round, would wait for each other
until PostgreSQL ends one of them, as likely the one with a visitor's callback in it. So a migration takes all its
tables at once or none: where one is in use it lets go of the others and tries again a moment later.

SQLite: every migration is one transaction, also those that PostgreSQL runs without. There is one writer, and a
transaction waits for its turn once (see base.database.sqlite), not with each statement.

An empty database is not led through all of them: it is founded as they leave it (see base.database.founding).

Both: what a transaction puts off to its end and the note that it is done are in it. Django makes the note afterwards,
and who is killed in between would find the tables made by a migration that is still to be done.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.models import Model

from ringback.base.database.founding import found
from ringback.base.database.taking import Taking

# Who asks for some of them, or only asks, is answered from the migrations.
_OTHERWISE = ("app_label", "plan", "check_unapplied", "fake", "prune", "run_syncdb")


class Command(migrate.Command):
    """Django's own, but for the transaction of a migration."""

    _taking: Taking | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[name] for name in _OTHERWISE):
            found(connection)
        self._taking = Taking(connection) if connection.vendor == "postgresql" else None
        try:
            super().handle(*args, **options)
        finally:
            if self._taking is not None:
                self._taking.end()

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Called before each migration begins its transaction, among others."""
        if action in ("apply_start", "unapply_start"):
            if self._taking is None:
                migration.atomic = True
            else:
                self._taking.wanted = tables_of(migration)
            migration.apply = partial(_all_of_it, migration.apply)
        super().migration_progress_callback(action, migration, fake)


def _all_of_it(apply: Callable[..., Any], state: Any, editor: BaseDatabaseSchemaEditor, *rest: Any) -> Any:
    """Apply a migration and, where it is a transaction, what the editor would do at its end: then it is noted in it."""
    after = apply(state, editor, *rest)
    if editor.atomic_migration:
        for sql in editor.deferred_sql:
            editor.execute(sql, None)
        editor.deferred_sql.clear()
    return after


def tables_of(migration: Migration) -> set[str]:
    """The tables that a migration alters or refers to, by today's names, whether they are there already or not."""
    return {model._meta.db_table for one in migration.operations for model in _models(one, migration.app_label)}


def _models(operation: Operation, app_label: str) -> Iterator[type[Model]]:
    fields = [field for _, field in getattr(operation, "fields", [])]
    fields += [operation.field] if hasattr(operation, "field") else []
    names = [getattr(operation, "model_name", None), getattr(operation, "name", None)]
    targets = [getattr(field.remote_field, "model", None) for field in fields if hasattr(field, "remote_field")]
    for name in [*names, *targets]:
        label = name._meta.label if isinstance(name, type) and issubclass(name, Model) else str(name)
        try:
            yield apps.get_model(label if "." in label else f"{app_label}.{label}")
        except LookupError:
            continue
