"""Instants in SQLite: kept as the text that Django writes, read as UTC at once; a claim reads hundreds of them."""

import sqlite3
from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=256)
def text_of(at: datetime) -> str:
    """An aware instant as SQLite keeps it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def instant_of(text: str) -> datetime:
    """The instant that SQLite keeps as `text`."""
    return datetime.fromisoformat(f"{text}+00:00")


def register() -> None:
    """Have the driver do so, in place of what Django registered, which also tries other forms than these."""
    sqlite3.register_adapter(datetime, text_of)
    sqlite3.register_converter("datetime", lambda kept: instant_of(kept.decode()))
