"""Taking several PostgreSQL tables at once or none, at the beginning of a schema editor's transaction."""

import random
import time
from typing import Any

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg import errors

MOST_SECONDS = 120.0
_PAUSE_SECONDS = (0.01, 0.05)


class Taking:
    """Gives a connection a schema editor that first takes the `wanted` tables; `end` gives it its own back."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.wanted: set[str] = set()
        self._connection = connection
        self._own = connection.SchemaEditorClass
        taking = self

        class Editor(DatabaseSchemaEditor):
            def __enter__(self) -> Any:
                entered = super().__enter__()
                if self.atomic_migration:
                    try:
                        taking.take()
                    except BaseException as error:
                        self.__exit__(type(error), error, error.__traceback__)
                        raise
                return entered

        connection.SchemaEditorClass = Editor

    def end(self) -> None:
        """Leave the connection as it was."""
        self._connection.SchemaEditorClass = self._own

    def take(self) -> None:
        """Lock those of the wanted tables that exist. Raises OperationalError after `MOST_SECONDS`."""
        tables = sorted(self.wanted & set(self._connection.introspection.table_names()))
        self.wanted = set()
        if not tables:
            return
        names = ", ".join(map(self._connection.ops.quote_name, tables))
        until = time.monotonic() + MOST_SECONDS
        while not self._taken(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE NOWAIT", last=time.monotonic() > until):
            time.sleep(random.uniform(*_PAUSE_SECONDS))

    def _taken(self, sql: str, *, last: bool) -> bool:
        try:
            with transaction.atomic(using=self._connection.alias), self._connection.cursor() as cursor:
                cursor.execute(sql)
        except OperationalError as error:
            if last or not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            return False
        return True
