"""The lines of the ledger: somebody was erased, a way to somebody was closed or opened, a consent was withdrawn,
something was destroyed.

One JSON object a line. None names anybody: rows by number and age, pseudonyms, keyed hashes. Instants and ages are
ISO 8601 with an offset; `at` is when it happened.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody was erased: their row and those of their doubles by number and age."""

    receipt: str
    organisation_id: int
    persons: list[tuple[int, str]]
    pseudonym: str
    at: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A way to somebody was `closed` or opened again, known by a keyed hash of their address."""

    organisation_id: int
    channel: str
    purpose: str
    digest: str
    closed: bool
    at: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent was withdrawn: its row by number and age."""

    organisation_id: int
    consent: int
    given_at: str
    at: str


@dataclass(frozen=True, slots=True)
class Destruction:
    """Something was destroyed that is no person: which, by number and age."""

    what: str
    organisation_id: int
    number: int
    made_at: str
    at: str


Line = Erasure | Closure | Withdrawal | Destruction
_KINDS: dict[str, type[Line]] = {
    "erasure": Erasure,
    "closure": Closure,
    "withdrawal": Withdrawal,
    "destruction": Destruction,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def written(line: Line) -> str:
    """The line as it stands in the ledger, with its end."""
    return json.dumps({"kind": _NAMES[type(line)], **asdict(line)}) + "\n"


def read(texts: Iterable[str]) -> Iterator[Line]:
    """The lines of a ledger, as an open file gives them. Raises ValueError for one that is none."""
    for text in texts:
        if text.strip():
            try:
                said = json.loads(text)
                line = _KINDS[said.pop("kind")](**said)
                datetime.fromisoformat(line.at)
            except (AttributeError, KeyError, TypeError) as error:
                raise ValueError(f"no line of a ledger: {text[:80]!r}") from error
            yield line
