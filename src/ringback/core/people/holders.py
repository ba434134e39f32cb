"""Who holds personal data: the registry that every slice fills at start, so that nothing is forgotten.

A slice with a link to a person, or with a number, an address or a name of one, registers what it holds. Export, erasure
and merge then go through all of them, and a test fails for a column that nobody answers for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as Text


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: the person and their doubles, their numbers (E.164) and e-mail addresses (lower case).

    `forced`: nothing is under way in truth, whatever rows say; a backup was restored and its erasures are replayed.
    """

    organisation_id: int
    person_ids: tuple[int, ...]
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One table of an export: `title` for a person, rows of plain values (text, numbers, aware instants, None)."""

    title: str | Text
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of Django's default storage, and the path it gets in an export. `sealed`: it is stored encrypted."""

    name: str
    path: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What a slice holds about somebody."""

    sections: Sequence[Section] = ()
    files: Sequence[HeldFile] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What a slice took away or emptied, counted by kind, and files of the default storage that are to go too."""

    counts: Mapping[str, int] = field(default_factory=dict)
    files: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What an erasure leaves for now because the law or claims need it: what, why, and when it goes by itself."""

    what: str | Text
    why: str | Text
    until_at: datetime


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What one slice answers for.

    `models` names its tables with data of persons as "app.Model", and with the column where that links to a person:
    "voice.Call.person". A merge moves the linked columns, row by row where a unique constraint is in the way (such
    rows stay with the double); an undo moves them back. `merge(kept_id, other_id)` and `undo(kept_id, other_id)`
    come after that, for what a column does not say. `erase` runs in the erasing transaction, before the person's
    own row goes; it raises ConflictError while something is under way that must end first. `keeps` says, without
    changing anything, what `erase` would leave of somebody for now; it names nobody, for it stands on the receipt.
    """

    name: str
    models: tuple[str, ...]
    export: Callable[[Subject], Held]
    erase: Callable[[Subject], Erased]
    merge: Callable[[int, int], None] | None = None
    undo: Callable[[int, int], None] | None = None
    keeps: Callable[[Subject], Sequence[Kept]] | None = None


@dataclass(frozen=True, slots=True)
class RetentionKind:
    """A kind of data that is not kept for ever: `expire(organisation_id, before, most)` takes away up to `most`
    rows from before that instant, in a transaction of its own, and says how many. `days` is the default, 0 for good."""

    slug: str
    title: str | Text
    hint: str | Text
    days: int
    expire: Callable[[int, datetime, int], int]


_holders: dict[str, PersonalData] = {}
_kinds: dict[str, Callable[[int], Iterable[RetentionKind]]] = {}


def register(holder: PersonalData) -> None:
    """Let `holder` answer for its slice; the same name again takes its place."""
    _holders[holder.name] = holder


def holders() -> list[PersonalData]:
    """All of them, in the order in which their slices registered: what lies lower comes first."""
    return list(_holders.values())


def register_retention(kind: RetentionKind) -> None:
    """Let data of this kind expire; the same slug again takes its place."""
    register_retention_by(kind.slug, lambda _organisation_id: (kind,))


def register_retention_by(name: str, kinds: Callable[[int], Iterable[RetentionKind]]) -> None:
    """Let data expire of which each organisation has kinds of its own; the same name again takes its place."""
    _kinds[name] = kinds


def retention_kinds(organisation_id: int) -> list[RetentionKind]:
    """All kinds of data that expire at an organisation, in the order in which they registered."""
    return [kind for kinds in _kinds.values() for kind in kinds(organisation_id)]


def columns(holder: PersonalData) -> Iterable[tuple[str, str]]:
    """The columns of a holder that link to a person: ("voice.Call", "person")."""
    for name in holder.models:
        label, _dot, column = name.rpartition(".")
        if "." in label:
            yield label, column
