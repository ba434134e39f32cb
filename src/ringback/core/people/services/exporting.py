"""Everything that is held about a person, as one zip: JSON for programs, a page for people, the recordings."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string

from ringback.base.accounts.services import Actor, audit, organisation_name, require
from ringback.base.database.sealed import SealError, unseal_bytes
from ringback.core.people import holders
from ringback.core.people.holders import HeldFile, Section
from ringback.core.people.models import Receipt
from ringback.core.people.services import subjects

PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Export:
    """An export that is ready to be read: `data` and `page` are whole files, `files` are read as they are sent."""

    number: str
    made_at: datetime
    data: bytes
    page: bytes
    files: tuple[HeldFile, ...]

    def stream(self) -> Iterator[bytes]:
        """The zip, piece by piece, from the storage and no database. A file that is gone is named in missing.txt."""
        sink = _Sink()
        missing: list[str] = []
        with zipfile.ZipFile(cast(IO[bytes], sink), "w", allowZip64=True) as archive:
            for name, content in (("data.json", self.data), ("person.html", self.page)):
                archive.writestr(self._entry(name), content)
                yield sink.taken()
            for held in self.files:
                for _written in self._copy(archive, held, missing):
                    yield sink.taken()
            if missing:
                archive.writestr(self._entry("missing.txt"), "\n".join(missing) + "\n")
        yield sink.taken()

    def _copy(self, archive: zipfile.ZipFile, held: HeldFile, missing: list[str]) -> Iterator[None]:
        try:
            stored = default_storage.open(held.name, "rb")
        except OSError:
            missing.append(held.path)
            return
        if held.sealed:
            yield from self._copy_sealed(archive, held, stored, missing)
            return
        with stored, archive.open(self._entry(held.path, zipfile.ZIP_STORED), "w", force_zip64=True) as entry:
            while piece := stored.read(PIECE_BYTES):
                entry.write(piece)
                yield

    def _copy_sealed(
        self, archive: zipfile.ZipFile, held: HeldFile, stored: IO[bytes], missing: list[str]
    ) -> Iterator[None]:
        """Such files are small, and encrypted as a whole."""
        try:
            with stored:
                content = unseal_bytes(stored.read())
        except SealError:
            missing.append(held.path)
            return
        archive.writestr(self._entry(held.path), content)
        yield

    def _entry(self, path: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        at = self.made_at
        entry = zipfile.ZipInfo(path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        entry.compress_type = how
        return entry


class _Sink:
    """Where a zip is written to, and taken from in pieces; it cannot be read or wound back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self._length += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        return

    def seekable(self) -> bool:
        return False

    def taken(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


def export(actor: Actor, person_id: int) -> Export:
    """Gather everything that every slice holds about the person, and write a receipt of it.

    Raises NotFoundError, NotAllowedError. The result holds numbers and addresses in full, for who may export.
    """
    require(actor, "people.export")
    with transaction.atomic():
        person = subjects.found(actor.organisation_id, person_id)
        subject = subjects.subject_of(person)
        held = {holder.name: holder.export(subject) for holder in holders.holders()}
        sections = {name: [one for one in what.sections if one.rows] for name, what in held.items()}
        files = tuple(file for what in held.values() for file in what.files)
        receipt = Receipt.objects.create(
            organisation_id=actor.organisation_id,
            kind=Receipt.Kind.EXPORT,
            pseudonym=subjects.pseudonym(person),
            person_number=person.pk,
            person_made_at=person.created_at,
            counts={name: sum(len(one.rows) for one in some) for name, some in sections.items() if some},
            by_id=actor.member_id,
        )
        audit(actor, "person.exported", f"person {person.pk}", receipt=receipt.number)
    about = {
        "organisation": organisation_name(actor.organisation_id),
        "made_at": receipt.at,
        "receipt": receipt.number,
        "files": [file.path for file in files],
    }
    return Export(receipt.number, receipt.at, _json(about, sections), _page(about, sections), files)


def _json(about: Mapping[str, Any], sections: Mapping[str, list[Section]]) -> bytes:
    held = {name: {str(one.title): list(one.rows) for one in some} for name, some in sections.items() if some}
    return json.dumps({"about": about, "held": held}, default=_said, ensure_ascii=False, indent=1).encode()


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _page(about: Mapping[str, Any], sections: Mapping[str, list[Section]]) -> bytes:
    tables = [
        (one.title, list(one.rows[0]), [[_shown(value) for value in row.values()] for row in one.rows])
        for some in sections.values()
        for one in some
    ]
    return render_to_string("people/export.html", {"about": about, "tables": tables}).encode()


def _shown(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_said) if value else ""
    return "" if value is None else value
