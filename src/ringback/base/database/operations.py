"""What migrations do beside a house at work."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex
from django.db.migrations.state import ProjectState


class AddIndexBeside(AddIndex):
    """Adds an index to a big table while others write to it; in a migration of its own with `atomic = False`.

    PostgreSQL builds it beside the writers. What an earlier try left half built is taken away first. SQLite has one
    writer, who waits.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        name = schema_editor.connection.ops.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        self._beside().database_forwards(app_label, schema_editor, from_state, to_state)

    def _beside(self) -> Any:
        return AddIndexConcurrently(self.model_name, self.index)
