"""Files that answer a question: checked by their content, encrypted at rest, behind links that end."""

from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import seal_bytes, unseal_bytes
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import NotFoundError
from ringback.base.kit.lines import one_line
from ringback.core.people import services as people
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile
from ringback.doors.allocation.entries.services.drafting import draft_of
from ringback.doors.allocation.entries.services.finding import entry_of
from ringback.doors.allocation.entries.submissions import wrong_file

MOST_BYTES = 5_000_000
LINK_SECONDS = 900
_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read and found to be what we take: `media_type` is by its content, not by its name."""

    name: str
    media_type: str
    content: bytes


def read_upload(file: IO[bytes], name: str, size: int, question: str, language: str) -> Upload:
    """A file as it was sent, read whole. Raises FieldError "answers.<question>" for one too large or of no kind."""
    content = file.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    media_type = kind_of(content)
    if not media_type or len(content) > MOST_BYTES:
        raise wrong_file(language, question)
    return Upload(one_line(name.replace("\\", "/").rpartition("/")[2], 120) or "file", media_type, content)


def kind_of(content: bytes) -> str:
    """What the content is; "" for nothing that is taken."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _KINDS.items() if content.startswith(mark)), "")


def add_file(campaign: CampaignFacts, token: str, question: str, upload: Upload) -> None:
    """Keep a file with a draft, in the place of an earlier one for the same question.

    Raises NotFoundError for no such draft, FieldError where the question asks for no file.
    """
    draft = draft_of(campaign, token)
    if not any(one.key == question and one.kind == "file" for one in campaign.questions):
        raise wrong_file(draft.language, question)
    made = EntryFile(question=question, name=upload.name, media_type=upload.media_type, size=len(upload.content))
    made.file.save(f"{ids.public_id()}.sealed", ContentFile(seal_bytes(upload.content)), save=False)
    try:
        with transaction.atomic():
            made.draft = Draft.objects.select_for_update().get(pk=draft.pk)
            old = EntryFile.objects.filter(draft=draft, question=question)
            people.leave_files(campaign.organisation_id, list(old.values_list("file", flat=True)))
            old.delete()
            made.save()
    except Draft.DoesNotExist:  # sent in the same instant
        made.file.delete(save=False)
        raise NotFoundError("There is no such draft.") from None


def link_to(actor: Actor, file: EntryFile) -> str:
    """What opens the file for this member, for fifteen minutes."""
    return _signer(actor).sign(f"{file.pk}.{int(clock.now().timestamp()) + LINK_SECONDS}")


def file_of(actor: Actor, link: str) -> EntryFile:
    """The file behind a link. Raises NotFoundError for one that is wrong, over, or out of reach."""
    try:
        number, until = map(int, _signer(actor).unsign(link).split("."))
    except (BadSignature, ValueError):
        raise NotFoundError(_("There is no such file.")) from None
    if clock.now().timestamp() > until:
        raise NotFoundError(_("This link has ended. Open the application again."))
    found = EntryFile.objects.filter(pk=number, entry__organisation_id=actor.organisation_id).first()
    if found is None or found.entry_id is None:
        raise NotFoundError(_("There is no such file."))
    entry_of(actor, found.entry_id)
    return found


def content_of_file(file: EntryFile) -> bytes:
    """The file as it was sent. Raises SealError where its key is gone."""
    with file.file.open("rb") as stored:
        return unseal_bytes(stored.read())


def files_of_entry(entry: Entry) -> list[EntryFile]:
    """The entry's files, by question."""
    return list(entry.files.order_by("question"))


def _signer(actor: Actor) -> Signer:
    return Signer(salt=f"allocation file {actor.organisation_id} {actor.member_id}")
