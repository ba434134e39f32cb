"""The tables of an empty database, made as they are after all migrations: there is nothing that could be brought along.

Each migration would be applied to models that Django builds anew for every step, which takes half a minute; from where
they end it is seconds. `tests/integration/rolling` holds what is founded against what went through all of them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

_LOCK = 0x72696E67


def found(connection: BaseDatabaseWrapper) -> None:
    """Make every table in one transaction, and note all migrations as done. Does nothing where there is a table."""
    if connection.introspection.table_names():
        return
    loader = MigrationLoader(connection)
    with connection.schema_editor(atomic=True) as editor:
        if connection.vendor == "postgresql":  # SQLite has let nobody else in since the transaction began
            editor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if not connection.introspection.table_names():
            _make(editor, loader)


def _make(editor: BaseDatabaseSchemaEditor, loader: MigrationLoader) -> None:
    state = loader.project_state()
    models: list[type[Model]] = [MigrationRecorder.Migration, *state.apps.get_models()]
    for model in models:
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)
    recorder = MigrationRecorder(editor.connection)
    for migration in _in_order(loader):
        for operation in migration.operations:
            # What these put into tables is there from the beginning. RunSQL carries rows over, and there are none.
            if isinstance(operation, RunPython) and not operation.elidable:
                operation.database_forwards(migration.app_label, editor, state, state)
        for app, name in (*migration.replaces, (migration.app_label, migration.name)):
            recorder.record_applied(app, name)


def _in_order(loader: MigrationLoader) -> list[Migration]:
    """Every migration once, after those it depends on."""
    order = dict.fromkeys(node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf))
    return [loader.graph.nodes[node] for node in order]
