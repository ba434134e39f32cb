"""Migrations run while the roles of the release before are still up: first they expand, a release later they contract.

An old role inserts without the new columns, reads the old ones, and waits for nobody. What breaks that needs a reason
that somebody has looked at.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from ringback.base.database.operations import AddIndexBeside

SOURCE = Path(__file__).parents[3] / "src"

# Tables that grow with every visitor, call and message: building an index on them holds up those who write.
BIG = {
    "accounts.auditentry", "correspondence.message", "correspondence.notice", "correspondence.part",
    "correspondence.webhookdelivery", "people.consent", "people.person", "people.personphone", "promises.attempt",
    "promises.promise", "voice.call", "voice.callevent", "voice.leg", "voice.recording", "website.callbackrequest",
}  # fmt: skip
GONE = (ops.RemoveField, ops.RenameField, ops.DeleteModel, ops.RenameModel, ops.AlterModelTable, ops.AlterField)
NOBODY_YET = "0.1.0 is not released: no table is big yet"

# "app migration": why what it does is no harm. Only for what was looked at.
REVIEWED: dict[str, str] = {
    "promises 0002_content_and_keys: made_once": NOBODY_YET,
    "promises 0003_kinds_claimed_apart: promise_kind_wakes": NOBODY_YET,
    "people 0002_merge_no_contact_receipts_retention: person_named": NOBODY_YET,
    "correspondence 0003_offers_counted: message_offers": NOBODY_YET,
    "promises 0006_fewer_indexes: promise_owned": NOBODY_YET,
    "promises 0006_fewer_indexes: one_attempt_a_key": NOBODY_YET,
    "voice 0013_fewer_indexes: call_of_agent": NOBODY_YET,
    "voice 0013_fewer_indexes: call_sorted_by": NOBODY_YET,
    "voice 0013_fewer_indexes: one_call_an_id": NOBODY_YET,
    "voice 0013_fewer_indexes: one_call_a_key": NOBODY_YET,
    "voice 0013_fewer_indexes: one_live_call_a_number": NOBODY_YET,
    "website 0014_fewer_indexes: one_request_a_token": NOBODY_YET,
    "website 0009_no_figures_of_days: Delete model DayFigure": "no release has had this table",
}


def ours() -> list[tuple[str, str]]:
    """Every migration of ours after the first of its slice, in order."""
    labels = {one.label for one in apps.get_app_configs() if one.name.startswith("ringback.")}
    known = MigrationLoader(None).disk_migrations or {}
    return sorted(key for key in known if key[0] in labels and not key[1].startswith("0001"))


def found(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What would disturb an old role, each with a name that `REVIEWED` may give."""
    state, app = before.clone(), migration.app_label
    old = {f"{label}.{name}" for label, name in state.models}
    for operation in migration.operations:
        table = f"{app}.{getattr(operation, 'model_name_lower', '')}"
        if table in old or isinstance(operation, GONE):
            yield from (f"{app} {migration.name}: {why}" for why in disturbs(operation, app, state, table in BIG))
        operation.state_forwards(app, state)


def disturbs(operation: Operation, app: str, state: ProjectState, big: bool) -> Iterator[str]:
    match operation:
        case ops.AddField(field=field) if not (field.null or field.many_to_many or field.has_db_default()):
            yield f"{operation.name} is new, NOT NULL and without db_default: old roles insert without it"
        case ops.AlterField(field=field):
            was = state.models[app, operation.model_name_lower].fields[operation.name_lower]
            if was.null and not field.null:
                yield f"{operation.name} becomes NOT NULL: old roles may leave it empty"
            if column(was, state, app, operation) != column(field, state, app, operation):
                yield f"{operation.name} changes its type"
        case ops.AddConstraint(constraint=constraint) if big:
            yield constraint.name
        case AddIndexBeside():
            return
        case ops.AddIndex(index=index) if big:
            yield index.name
        case _ if isinstance(operation, GONE):
            yield operation.describe()


def column(field: "models.Field[Any, Any]", state: ProjectState, app: str, operation: ops.AlterField) -> str | None:
    """The type of the column, as the database at hand calls it."""
    trial = state.clone()
    trial.alter_field(app, operation.model_name_lower, operation.name, field, preserve_default=True)
    return str(trial.apps.get_model(app, operation.model_name)._meta.get_field(operation.name).db_type(connection))


def test_old_roles_may_stay_up() -> None:
    loader = MigrationLoader(None)
    there = {one for key in ours() for one in found(loader.graph.nodes[key], loader.project_state(key, at_end=False))}
    bad = there - REVIEWED.keys()
    assert not bad, "give it null or db_default; take AddIndexBeside; or two releases, first without its use"
    assert REVIEWED.keys() <= there, "reasons are for what is there"


def test_what_is_built_beside_has_a_migration_of_its_own() -> None:
    known = MigrationLoader(None).graph.nodes
    for key in ours():
        beside = [isinstance(operation, AddIndexBeside) for operation in known[key].operations]
        assert not any(beside) or (all(beside) and known[key].atomic is False), key


BROKEN: dict[str, Operation] = {
    "is new": ops.AddField("promise", "colour", models.CharField(max_length=9, default="red")),
    "becomes NOT NULL": ops.AlterField("promise", "subject_id", models.BigIntegerField(default=0)),
    "changes its type": ops.AlterField("promise", "grace_seconds", models.TextField(default="")),
    "Remove field": ops.RemoveField("promise", "evidence"),
    "Rename field": ops.RenameField("promise", "evidence", "proof"),
    "Delete model": ops.DeleteModel("Attempt"),
    "by_grace": ops.AddIndex("promise", models.Index(fields=["grace_seconds"], name="by_grace")),
    "one_grace": ops.AddConstraint("promise", models.UniqueConstraint(fields=["grace_seconds"], name="one_grace")),
}
FINE = [
    ops.AddField("promise", "colour", models.CharField(max_length=9, default="red", db_default="red")),
    ops.AddField("promise", "hue", models.IntegerField(null=True)),
    ops.AlterField("promise", "door", models.CharField("door", max_length=20, choices=[("a", "b")])),
    AddIndexBeside("promise", models.Index(fields=["grace_seconds"], name="by_grace")),
]


def made_up(*operations: Operation) -> list[str]:
    migration = type("Migration", (Migration,), {"operations": list(operations)})("9999_made_up", "promises")
    return list(found(migration, MigrationLoader(None).project_state(("promises", "0001_initial"))))


@pytest.mark.parametrize("why", BROKEN)
def test_what_an_old_role_would_stumble_over_is_seen(why: str) -> None:
    (seen,) = made_up(BROKEN[why])
    assert why in seen


def test_what_it_would_not_notice_passes() -> None:
    assert made_up(*FINE) == []


def test_no_statement_gives_whatever_columns_there_are() -> None:
    """PostgreSQL refuses a prepared one for good once a newer release has added a column: see `queries.columns`."""
    star = re.compile(r"SELECT \*(?! FROM (?:unnest)?\()|SELECT \w+\.\*|RETURNING (?:\w+\.)?\*")
    assert [str(path) for path in SOURCE.rglob("*.py") if star.search(path.read_text())] == []
