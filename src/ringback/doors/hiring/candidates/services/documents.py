"""Documents of applications: checked for type and size, encrypted at rest, behind links that end."""

import io
import zipfile
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import seal_bytes, unseal_bytes
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.candidates.models import Application, Document
from ringback.doors.hiring.candidates.services.finding import application_of

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ENTRIES = 2000
MOST_DOCUMENTS = 20
LINK_SECONDS = 900
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read and found to be what we take: `media_type` is by its content, not by its name."""

    name: str
    media_type: str
    content: bytes
    kind: str = Document.Kind.RESUME


def read_upload(file: IO[bytes], name: str, size: int, field: str = "resume") -> Upload:
    """A file that somebody sent, read whole. Raises FieldError for one that is empty, too large, or of another kind."""
    if size > MOST_BYTES:
        raise FieldError(field, _("The file is too large."), _("Send at most 5 MB."))
    content = file.read(MOST_BYTES + 1)
    if not content or len(content) > MOST_BYTES:
        raise FieldError(field, _("The file is empty or too large."), _("Send at most 5 MB."))
    media_type = _media_type(content)
    if not media_type:
        raise FieldError(
            field, _("This kind of file is not taken."), _("Send a PDF, a DOCX or ODT document, or plain text.")
        )
    return Upload(one_line(name.replace("\\", "/").rpartition("/")[2], 120) or "document", media_type, content)


def add_document(application: Application, upload: Upload) -> Document:
    """Store a file with an application, encrypted, under a name that says nothing. In the caller's transaction.

    Raises FieldError where there are too many already.
    """
    if application.documents.count() >= MOST_DOCUMENTS:
        raise FieldError("resume", _("There are too many files already."), _("Write to us instead."))
    made = Document(
        application=application,
        kind=upload.kind,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
    )
    made.file.save(f"{ids.public_id()}.sealed", ContentFile(seal_bytes(upload.content)), save=False)
    made.save()
    return made


def link_to(actor: Actor, document: Document) -> str:
    """What opens the document for this member, for fifteen minutes."""
    return _signer(actor).sign(f"{document.pk}.{int(clock.now().timestamp()) + LINK_SECONDS}")


def document_of(actor: Actor, link: str) -> Document:
    """The document behind a link. Raises NotFoundError for one that is wrong, over, or somebody else's."""
    try:
        number, until = map(int, _signer(actor).unsign(link).split("."))
    except (BadSignature, ValueError):
        raise NotFoundError(_("There is no such document.")) from None
    if clock.now().timestamp() > until:
        raise NotFoundError(_("This link has ended. Open the application again."))
    found = Document.objects.filter(pk=number, application__organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotFoundError(_("There is no such document."))
    application_of(actor, found.application_id)
    return found


def content_of(document: Document) -> bytes:
    """The document as it was sent. Raises SealError where its key is gone."""
    with document.file.open("rb") as stored:
        return unseal_bytes(stored.read())


def _signer(actor: Actor) -> Signer:
    return Signer(salt=f"hiring document {actor.organisation_id} {actor.member_id}")


def _media_type(content: bytes) -> str:
    """What the content is, "" for nothing that is taken. Documents with macros, and bombs, are not."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _of_archive(content)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text else "text/plain"


def _of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                return ""
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                return ""
            if "word/document.xml" in names:
                return _WORD
            mime = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
            return ODT if mime == ODT and "content.xml" in names else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return ""
