"""The seeker's own mail server: told, tried and forgotten by them alone."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.database.vaults import Vault
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line
from ringback.base.outgoing.handing import TransportError
from ringback.base.outgoing.smtp.server import SmtpServer
from ringback.channels.messages.services import checked_address
from ringback.doors.jobsearch.letters.models import OwnMailbox
from ringback.doors.jobsearch.letters.words import MailboxWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

MOST_TRIES = 20
_TRY_SECONDS = 15.0
_tried = SlidingLimit(3600)


@dataclass(frozen=True, slots=True)
class Own:
    """A mailbox and what is known of it."""

    row: OwnMailbox
    words: MailboxWords

    @property
    def server(self) -> SmtpServer:
        """The way to it."""
        return _server(self.words)


def mailbox_of(workspace: Workspace) -> Own | None:
    """The workspace's mailbox, opened; None where none was told. Raises SealError."""
    row = OwnMailbox.objects.filter(workspace=workspace).first()
    return None if row is None else Own(row, vault_of(workspace).unpack(MailboxWords, row.secret))


def save_mailbox(actor: Actor, words: MailboxWords) -> Own:
    """Sign in there, outside of any transaction, and keep it once that went well.

    An empty password is the one that is known, for the same server and user. Raises FieldError in plain words.
    """
    workspace = workspace_of(actor)
    vault, known = vault_of(workspace), mailbox_of(workspace)
    fresh = _checked(words, known.words if known is not None else MailboxWords())
    _try_out(workspace, fresh)
    with transaction.atomic():
        now = clock.now()
        kept = {"secret": vault.pack(fresh), "changed_at": now, "tried_at": now}
        row, _made = OwnMailbox.objects.update_or_create(workspace=workspace, defaults=kept)
        audit(actor, "own mailbox kept", f"workspace {workspace.pk}")
    return Own(row, fresh)


def forget_mailbox(actor: Actor) -> None:
    """Forget the mail server and its password. Letters on their way are not sent without it."""
    workspace = workspace_of(actor)
    with transaction.atomic():
        OwnMailbox.objects.filter(workspace=workspace).delete()
        audit(actor, "own mailbox forgotten", f"workspace {workspace.pk}")


def addresses_of(workspace: Workspace, vault: Vault) -> list[str]:
    """The seeker's own addresses: what they sign in with, and what their letters come from."""
    row = OwnMailbox.objects.filter(workspace=workspace).first()
    return [workspace.member.user.email, vault.unpack(MailboxWords, row.secret).sender if row is not None else ""]


def _checked(words: MailboxWords, known: MailboxWords) -> MailboxWords:
    host, user = one_line(words.host, 253).casefold(), one_line(words.user, 254)
    try:
        sender = checked_address("mail", words.sender)
    except FieldError as error:
        raise FieldError("sender", error.problem, error.mend) from error
    same = (known.host, known.user) == (host, user)
    fresh = MailboxWords(
        host, words.port, words.security, user, words.password or (known.password if same else ""), sender
    )
    if len(fresh.password) > 500 or bool(fresh.password) != bool(user):
        raise FieldError("password", _("User and password are both needed."), _("Type them as the server has them."))
    _server(fresh).check()
    return fresh


def _try_out(workspace: Workspace, words: MailboxWords) -> None:
    if _tried.take(workspace.pk, MOST_TRIES) is not None:
        raise FieldError("host", _("This was tried too often."), _("Try again in an hour."))
    try:
        _server(words, _TRY_SECONDS).try_out()
    except TransportError as error:
        said = one_line(str(error), 300)
        raise FieldError(
            "host", _("The server does not let us in."), _("It said: %(said)s") % {"said": said}
        ) from error


def _server(words: MailboxWords, seconds: float = 60.0) -> SmtpServer:
    chosen = settings.OUTGOING_NETWORKS
    return SmtpServer(words.host, words.port, words.security, words.user, words.password, chosen, seconds)
