"""What a restored house cannot read, because it was sealed with keys that are not at hand."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from ringback.base.database import blind, queries
from ringback.base.database.sealed import SealedTextField, SealError, unseal
from ringback.core.people.models import NoContact
from ringback.core.people.services.contact import USE

_TRIED = 200


def unreadable() -> Iterator[str]:
    """A line for each column of which something cannot be opened, and one for closed ways nobody would recognise."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield from _column(model._meta.db_table, str(field.column), f"{model._meta.verbose_name}: {field.name}")
    marks = blind.marks(USE)
    lost = sum(not digest.startswith(tuple(marks)) for digest in _open_digests())
    if lost:
        yield f"{lost} entries of those who must not be contacted can no longer be matched to a number or address"


def _column(table: str, column: str, words: str) -> Iterator[str]:
    name, there = connection.ops.quote_name(column), f"FROM {table} WHERE {connection.ops.quote_name(column)} <> ''"
    sample = queries.fetch(f"SELECT {name} {there} ORDER BY id DESC LIMIT {_TRIED}")
    if not all(_opens(sealed) for (sealed,) in sample):
        (count,) = queries.fetch(f"SELECT count(*) {there}")[0]
        yield f"{words}: {count} sealed, cannot be opened"


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except SealError:
        return False
    return True


def _open_digests() -> Iterator[str]:
    return NoContact.objects.filter(lifted_at=None).values_list("digest", flat=True).iterator()
