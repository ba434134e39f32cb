"""Instants in SQLite: kept as the text that Django writes, read as UTC at once; a claim reads hundreds of them."""

import sqlite3
from datetime import UTC, datetime
from functools import lru_cache

# "2026-11-22 12:00:00", with or without its microseconds.
_WITHOUT_OFFSET = (19, 26)


@lru_cache(maxsize=256)
def text_of(at: datetime) -> str:
    """An aware instant as SQLite keeps it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def instant_of(text: str) -> datetime:
    """The instant that SQLite keeps as `text`; what was written by hand may name its offset."""
    if len(text) in _WITHOUT_OFFSET:  # with one it is read in a single step
        return datetime.fromisoformat(f"{text}+00:00")
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _read(kept: bytes) -> datetime:
    if len(kept) in _WITHOUT_OFFSET:
        return datetime.fromisoformat(kept.decode() + "+00:00")
    return instant_of(kept.decode())


def register() -> None:
    """Have the driver do so, in place of what Django registered, which also tries other forms than these."""
    sqlite3.register_adapter(datetime, text_of)
    sqlite3.register_converter("datetime", _read)
