"""Files that came with employers' mails: sealed in the workspace within limits, and handed out to be saved only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.vaults import Vault
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.inbox.services import File
from ringback.doors.jobsearch.letters import rules
from ringback.doors.jobsearch.letters.models import EmployerMail, MailFile
from ringback.doors.jobsearch.letters.words import FileWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

_USE = "mail file"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file by its name; `size` in bytes."""

    id: int
    name: str
    size: int


def keep_files(mail: EmployerMail, vault: Vault, files: Iterable[File]) -> tuple[str, ...]:
    """Seal what may be kept, in the caller's transaction; the names of the others."""
    held = MailFile.objects.filter(mail__workspace_id=mail.workspace_id).aggregate(all=Sum("size"))["all"] or 0
    left, kept = [], 0
    for one in files:
        size = len(one.content)
        if kept >= rules.MOST_FILES or not rules.may_keep(one.name, size, held):
            left.append(one.name)
            continue
        secret, content = vault.pack(FileWords(one.name)), vault.seal_bytes(one.content, _USE)
        MailFile.objects.create(mail=mail, size=size, secret=secret, content=content)
        kept, held = kept + 1, held + size
    return tuple(left)


def files_of(mails: Iterable[EmployerMail], vault: Vault) -> dict[int, list[KeptFile]]:
    """The kept files of these mails, by the mails' ids; their contents stay where they are."""
    found: dict[int, list[KeptFile]] = {}
    for row in MailFile.objects.filter(mail__in=list(mails)).defer("content").order_by("id"):
        kept = KeptFile(row.pk, vault.unpack(FileWords, row.secret).name, row.size)
        found.setdefault(row.mail_id, []).append(kept)
    return found


def file_of(actor: Actor, mail_id: int, file_id: int) -> tuple[str, bytes]:
    """The name and content of one of the actor's own files. Raises NotFoundError, NotAllowedError, SealError."""
    workspace = workspace_of(actor)
    row = MailFile.objects.filter(mail__workspace=workspace, mail_id=mail_id, pk=file_id).first()
    if row is None:
        raise NotFoundError(_("There is no such file."))
    return _opened(vault_of(workspace), row)


def every_file(workspace: Workspace, vault: Vault) -> Iterable[tuple[str, bytes]]:
    """The paths in an export and contents of all of them, one in memory at a time."""
    for row in MailFile.objects.filter(mail__workspace=workspace).order_by("id").iterator(chunk_size=1):
        name, content = _opened(vault, row)
        yield f"mails/{row.mail_id}/{row.pk}-{name}", content


def _opened(vault: Vault, row: MailFile) -> tuple[str, bytes]:
    return vault.unpack(FileWords, row.secret).name, vault.open_bytes(bytes(row.content), _USE)
