"""The seeker's own mail server: told, tried and forgotten by them alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
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
from ringback.base.outgoing.imap.server import ImapServer
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
        """The way out of it."""
        return _server(self.words)

    @property
    def copies(self) -> ImapServer | None:
        """The way into it, for copies of what was sent; None where none was told."""
        return _copies(self.words) if self.words.imap_host else None


def mailbox_of(workspace: Workspace) -> Own | None:
    """The workspace's mailbox, opened; None where none was told. Raises SealError."""
    row = OwnMailbox.objects.filter(workspace=workspace).first()
    return None if row is None else Own(row, vault_of(workspace).unpack(MailboxWords, row.secret))


def save_mailbox(actor: Actor, words: MailboxWords) -> Own:
    """Sign in there, outside of any transaction, and keep it once that went well.

    An empty password is the one that is known, for the same server and user. Raises FieldError in plain words, of
    fields named as those of MailboxWords.
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
    fresh = _with_copies(fresh, words, known)
    if len(fresh.password) > 500 or bool(fresh.password) != bool(user):
        raise FieldError("password", _("User and password are both needed."), _("Type them as the server has them."))
    _server(fresh).check()
    if fresh.imap_host:
        with _imap_fields():
            _copies(fresh).check()
    return fresh


def _with_copies(fresh: MailboxWords, said: MailboxWords, known: MailboxWords) -> MailboxWords:
    host, user = one_line(said.imap_host, 253).casefold(), one_line(said.imap_user, 254)
    if not host:
        return fresh
    same = (known.imap_host, known.imap_user) == (host, user)
    password = (said.imap_password or (known.imap_password if same else "")) if user else ""
    if len(password) > 500 or bool(password) != bool(user):
        problem, mend = _("User and password are both needed."), _("Leave both empty where they are those above.")
        raise FieldError("imap_password", problem, mend)
    return msgspec.structs.replace(
        fresh,
        imap_host=host,
        imap_port=said.imap_port,
        imap_security=said.imap_security,
        imap_user=user,
        imap_password=password,
    )


@contextmanager
def _imap_fields() -> Iterator[None]:
    """What is wrong with the way in, by the fields that it was told in."""
    try:
        yield
    except FieldError as error:
        raise FieldError(f"imap_{error.field}", error.problem, error.mend) from error


def _try_out(workspace: Workspace, words: MailboxWords) -> None:
    if _tried.take(workspace.pk, MOST_TRIES) is not None:
        raise FieldError("host", _("This was tried too often."), _("Try again in an hour."))
    try:
        _server(words, _TRY_SECONDS).try_out()
    except TransportError as error:
        raise _closed("host", error) from error
    if words.imap_host:
        try:
            _copies(words, _TRY_SECONDS).try_out()
        except TransportError as error:
            raise _closed("imap_host", error) from error


def _closed(field: str, error: TransportError) -> FieldError:
    said = one_line(str(error), 300)
    return FieldError(field, _("The server does not let us in."), _("It said: %(said)s") % {"said": said})


def _copies(words: MailboxWords, seconds: float = 30.0) -> ImapServer:
    user, password = (words.imap_user, words.imap_password) if words.imap_user else (words.user, words.password)
    chosen = settings.OUTGOING_NETWORKS
    return ImapServer(words.imap_host, words.imap_port, words.imap_security, user, password, chosen, seconds)


def _server(words: MailboxWords, seconds: float = 60.0) -> SmtpServer:
    chosen = settings.OUTGOING_NETWORKS
    return SmtpServer(words.host, words.port, words.security, words.user, words.password, chosen, seconds)
