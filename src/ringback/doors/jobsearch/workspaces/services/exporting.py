"""Everything in a workspace, readable: what each part of the door has of it, in one file to take along."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Model

from ringback.base.accounts.services import Actor, audit
from ringback.base.database.vaults import Vault
from ringback.base.kit import clock
from ringback.base.kit.lines import inert
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services.own import seeker_words, vault_of, workspace_of

Rows = list[dict[str, Any]]
Exporter = Callable[[Workspace, Vault], Rows]
# Paths within the export, and what stands there.
FileExporter = Callable[[Workspace, Vault], Iterable[tuple[str, bytes]]]

_exporters: dict[str, Exporter] = {}
_filers: list[FileExporter] = []


def exports(name: str, exporter: Exporter) -> None:
    """Let a part of the door give its rows to an export, as `name`: flat, opened, with JSON's values or instants."""
    _exporters[name] = exporter


def exports_files(exporter: FileExporter) -> None:
    """Let a part of the door give its files to an export, one after the other; registered once at start."""
    if exporter not in _filers:
        _filers.append(exporter)


def exported(row: Model, plain: Iterable[str], words: msgspec.Struct | None = None) -> dict[str, Any]:
    """One row of an export: its id, these columns of it, and its words opened."""
    said = msgspec.structs.asdict(words) if words is not None else {}
    return {"id": row.pk, **{name: getattr(row, name) for name in plain}, **said}


def export_workspace(actor: Actor) -> bytes:
    """A ZIP file: `search.json` with everything, and a CSV file for each table in it; files beside them."""
    workspace = workspace_of(actor)
    with transaction.atomic():
        vault, words = vault_of(workspace), seeker_words(workspace)
        tables = {name: exporter(workspace, vault) for name, exporter in sorted(_exporters.items())}
        audit(actor, "workspace.exported", f"workspace {workspace.pk}")
    whole = {
        "exported_at": clock.now(),
        "seeker": msgspec.structs.asdict(words),
        **tables,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("search.json", json.dumps(whole, default=_plain, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            if rows:
                file.writestr(f"{name}.csv", _table(rows))
        for filer in _filers:
            for path, content in filer(workspace, vault):
                file.writestr(path, content)
    return packed.getvalue()


def _table(rows: Rows) -> str:
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return "\ufeff" + out.getvalue()  # spreadsheets take it for Latin-1 otherwise


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return inert(value) if isinstance(value, str) else str(_plain(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
