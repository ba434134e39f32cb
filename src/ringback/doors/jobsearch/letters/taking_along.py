"""What an export of the workspace holds of letters, mail from employers, and the mailbox; never its password."""

from typing import Any

import msgspec

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.letters.models import EmployerMail, Letter, OwnMailbox
from ringback.doors.jobsearch.letters.words import LetterWords, MailboxWords, MailWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import exported

Rows = list[dict[str, Any]]


def letters(workspace: Workspace, vault: Vault) -> Rows:
    """Every letter."""
    names = ("candidacy_id", "contact_id", "kind", "language", "state", "important", "by_hand", "made_at", "sent_at")
    rows = Letter.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [exported(row, names, vault.unpack(LetterWords, row.secret)) for row in rows]


def mails(workspace: Workspace, vault: Vault) -> Rows:
    """Every mail that came in."""
    names = ("candidacy_id", "contact_id", "automatic", "arrived_at")
    rows = EmployerMail.objects.filter(workspace=workspace).order_by("id")
    return [_flat(exported(row, names, vault.unpack(MailWords, row.secret))) for row in rows]


def mailbox(workspace: Workspace, vault: Vault) -> Rows:
    """The way letters go out."""
    rows = OwnMailbox.objects.filter(workspace=workspace)
    return [exported(row, ("changed_at",), _open(vault, row)) for row in rows]


def _open(vault: Vault, row: OwnMailbox) -> MailboxWords:
    return msgspec.structs.replace(vault.unpack(MailboxWords, row.secret), password="", imap_password="")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: ", ".join(row[name]) for name in ("files", "notes")}
