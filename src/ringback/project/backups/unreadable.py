"""What cannot be read because it was sealed with keys that are not at hand: after a restore, or once one is dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from ringback.base.database import queries
from ringback.base.database.sealed import SealedTextField, SealError, unseal

# To try all of millions would take hours. What a key opens hangs together by age, so both ends are tried.
TRIED = 2000
SHORT_CHARACTERS = 8000
LONG_TRIED = 10


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A column of which `count` rows cannot be opened, of those that were tried; `all_tried`: there are no others."""

    table: str
    column: str
    count: int
    all_tried: bool

    @property
    def words(self) -> str:
        """The same for people."""
        least = "" if self.all_tried else "at least "
        return f"{self.table}.{self.column}: {least}{self.count} rows were sealed with a key that is not there"


def unreadable() -> Iterator[Unreadable]:
    """Each column of which something cannot be opened."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield from _column(model._meta.db_table, str(field.column))


def _column(table: str, column: str) -> Iterator[Unreadable]:
    name = connection.ops.quote_name(column)
    there = f"FROM {connection.ops.quote_name(table)} WHERE {name} <> ''"
    tried: dict[int, str] = {}
    for order in ("", "DESC"):
        for extra, most in ((f"AND length({name}) <= {SHORT_CHARACTERS}", TRIED), ("", LONG_TRIED)):
            tried |= dict(queries.fetch(f"SELECT id, {name} {there} {extra} ORDER BY id {order} LIMIT {most}"))
    shut = sum(not _opens(sealed) for sealed in tried.values())
    if shut:
        ((count,),) = queries.fetch(f"SELECT count(*) {there}")
        yield Unreadable(table, column, shut, count == len(tried))


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except SealError:
        return False
    return True
