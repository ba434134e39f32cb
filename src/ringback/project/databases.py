"""From a database URL to Django's settings: one code path, only the URL differs."""

from pathlib import Path
from typing import Any

import dj_database_url

_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"

# Under ASGI every request has a thread of its own, which would leave its connection behind. The keeper, the voice
# process and the public routes serve no such requests: their threads keep theirs.
_REQUEST_SECONDS = 0


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's `default` database: SQLite in `folder` unless `url` names a PostgreSQL."""
    if url and not url.startswith("sqlite"):
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=_REQUEST_SECONDS))
        settings["CONN_HEALTH_CHECKS"] = False
        # The same few statements run for every call: planned once a connection, they cost a third less. Behind a pooler
        # that gives out connections by transaction, add ?prepare_threshold=off to the URL.
        settings["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2} | _options(settings)
        return settings
    name = url.removeprefix("sqlite:///") if url else str(folder / "ringback.sqlite3")
    return {
        "ENGINE": "ringback.base.database.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": _REQUEST_SECONDS,
        "TEST": {"NAME": str(folder / "test.sqlite3")},
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": _SQLITE_START},
    }


def _options(settings: dict[str, Any]) -> dict[str, Any]:
    """The options of the URL; "off" as threshold is psycopg's None: no statement is ever prepared."""
    options = dict(settings.get("OPTIONS", {}))
    if options.get("prepare_threshold") == "off":
        options["prepare_threshold"] = None
    return options
