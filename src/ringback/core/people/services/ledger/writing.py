"""Writing the ledger: what the database knows and the ledger does not yet, or all that the database knows."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import Model, QuerySet

from ringback.base.kit import clock
from ringback.core.people.models import Consent, Destruction, NoContact, Receipt
from ringback.core.people.services.ledger import lines
from ringback.core.people.services.ledger.lines import Closure, Erasure, Line, Withdrawal

AT_ONCE = 500


class Page(NamedTuple):
    """One sort of line: the rows it is written of, the line of a row, and the column that says it was written."""

    rows: Callable[[], "QuerySet[Model]"]
    line: Callable[[Model], Line]
    noted: str


def ledger_path() -> Path:
    """Where the ledger lies."""
    return Path(settings.DATA_DIR) / "keys" / "ledger.jsonl"


def write_ledger() -> int:
    """Append what is not in the ledger yet, at most 500 lines of each sort; how many.

    A crash may write a line twice, which does no harm.
    """
    owed = [(page, list(page.rows().filter(**{page.noted: None}).order_by("pk")[:AT_ONCE])) for page in PAGES]
    texts = [lines.written(page.line(row)) for page, rows in owed for row in rows]
    if texts:
        _append(texts)
    for page, rows in owed:
        if rows:  # what belongs on another page meanwhile is owed there
            page.rows().filter(pk__in=[row.pk for row in rows]).update(**{page.noted: clock.now()})
    return len(texts)


def known_lines() -> Iterator[str]:
    """All that the database knows, as lines: beside several machines, each has written but a part of it."""
    for page in PAGES:
        for row in page.rows().order_by("pk").iterator(chunk_size=AT_ONCE):
            yield lines.written(page.line(row))


def _append(texts: list[str]) -> None:
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.writelines(texts)
        file.flush()
        os.fsync(file.fileno())


def _erasure(row: Model) -> Erasure:
    assert isinstance(row, Receipt)
    doubles = [(number, made_at) for number, made_at in row.doubles]
    return Erasure(
        receipt=row.number,
        organisation_id=row.organisation_id,
        persons=[(row.person_number, row.person_made_at.isoformat()), *doubles],
        pseudonym=row.pseudonym,
        at=row.at.isoformat(),
    )


def _closure(row: Model) -> Closure:
    assert isinstance(row, NoContact)
    at: datetime = row.lifted_at or row.at
    return Closure(row.organisation_id, row.channel, row.purpose, row.digest, row.lifted_at is None, at.isoformat())


def _withdrawal(row: Model) -> Withdrawal:
    assert isinstance(row, Consent) and row.withdrawn_at is not None
    return Withdrawal(row.organisation_id, row.pk, row.given_at.isoformat(), row.withdrawn_at.isoformat())


def _destruction(row: Model) -> lines.Destruction:
    assert isinstance(row, Destruction)
    return lines.Destruction(row.what, row.organisation_id, row.number, row.made_at.isoformat(), row.at.isoformat())


def _destroyed() -> "QuerySet[Model]":
    return Destruction.objects.all()


def _erasures() -> "QuerySet[Model]":
    return Receipt.objects.filter(kind=Receipt.Kind.ERASURE)


def _closed() -> "QuerySet[Model]":
    return NoContact.objects.filter(lifted_at=None)


def _opened() -> "QuerySet[Model]":
    return NoContact.objects.exclude(lifted_at=None)


def _withdrawn() -> "QuerySet[Model]":
    return Consent.objects.exclude(withdrawn_at=None)


PAGES = (
    Page(_erasures, _erasure, "logged_at"),
    Page(_closed, _closure, "logged_at"),
    Page(_opened, _closure, "logged_at"),
    Page(_withdrawn, _withdrawal, "withdrawal_logged_at"),
    Page(_destroyed, _destruction, "logged_at"),
)
