"""The log of erasures: kept outside the database, so that restoring an older backup cannot bring anybody back.

One JSON object a line in DATA/keys/erasures.jsonl, beside the keys and backed up with them. A line names nobody: the
organisation, the number and the age of a row, a pseudonym, the receipt.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.core.people.models import Person, Receipt
from ringback.core.people.services.erasing import erase_subject

AT_ONCE = 500
REPLAYED = "Erased before; a backup had brought it back."


@dataclass(frozen=True, slots=True)
class LoggedErasure:
    """One erasure as the log has it: rows by number and age, the age and all instants as ISO 8601 with an offset."""

    receipt: str
    organisation_id: int
    persons: list[tuple[int, str]]
    pseudonym: str
    at: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What replaying did: erasures done again (`erased`), and those whose person was `gone` anyway."""

    erased: int
    gone: int


def log_path() -> Path:
    """Where the log lies."""
    return Path(settings.DATA_DIR) / "keys" / "erasures.jsonl"


def erasures_since(at: datetime | None = None) -> Iterator[LoggedErasure]:
    """The erasures that the database knows of, from `at` on, oldest first."""
    rows = Receipt.objects.filter(kind=Receipt.Kind.ERASURE).order_by("at", "id")
    for row in rows.filter(at__gte=at) if at is not None else rows:
        yield _logged(row)


def log_erasures() -> int:
    """Append to the log what is not in it yet; how many lines. A crash may write a line twice, which does no harm."""
    rows = list(Receipt.objects.filter(kind=Receipt.Kind.ERASURE, logged_at=None).order_by("id")[:AT_ONCE])
    if not rows:
        return 0
    path = log_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.writelines(json.dumps(asdict(_logged(row))) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
    Receipt.objects.filter(id__in=[row.pk for row in rows]).update(logged_at=clock.now())
    return len(rows)


def read_log(lines: Iterable[str]) -> Iterator[LoggedErasure]:
    """The erasures of a log, as an open file gives its lines. Raises ValueError for a line that is none."""
    for line in lines:
        if line.strip():
            try:
                yield LoggedErasure(**json.loads(line))
            except TypeError as error:
                raise ValueError(f"no erasure: {line[:80]!r}") from error


def replay_erasures(erasures: Iterable[LoggedErasure]) -> Replayed:
    """Erase again whom a restored backup has brought back; to be run before any role is started.

    A row counts as the same person only if number and age agree, since after a restore numbers are given anew. Each
    erasure in a transaction of its own; doing it twice changes nothing. Files go with `remove_leftovers`.
    """
    done = [_replay(one) for one in erasures]
    return Replayed(erased=sum(done), gone=len(done) - sum(done))


def _replay(one: LoggedErasure) -> bool:
    erased = False
    with transaction.atomic():
        for number, made_at in one.persons:
            made = datetime.fromisoformat(made_at)
            person = Person.objects.filter(id=number, organisation_id=one.organisation_id, created_at=made).first()
            if person is not None:  # it may have gone a moment ago as another one's double
                known = Receipt.objects.filter(number=one.receipt).exists()
                actor = system_actor(one.organisation_id)
                erase_subject(actor, person, REPLAYED, number="" if known else one.receipt, forced=True)
                erased = True
    return erased


def _logged(row: Receipt) -> LoggedErasure:
    doubles = [(number, made_at) for number, made_at in row.doubles]
    return LoggedErasure(
        receipt=row.number,
        organisation_id=row.organisation_id,
        persons=[(row.person_number, row.person_made_at.isoformat()), *doubles],
        pseudonym=row.pseudonym,
        at=row.at.isoformat(),
    )
