"""The mailbox as RINGBACK_INBOX_URL names it, spoken to by IMAP."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from ringback.base.kit.errors import RingbackError

SECONDS = 20.0
MOST_BYTES = 20_000_000
HEAD_BYTES = 256_000
_BROKEN = (IMAPClientError, imaplib.IMAP4.error, OSError, ValueError)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class MailboxError(RingbackError):
    """The mailbox cannot be read now. Its text says why, without secrets."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is. `tls`: "imaps" from the first byte, "imap" after STARTTLS except on this very machine."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        """What the mailbox is known by, without its password."""
        return f"{self.user}@{self.host}/{self.folder}"[:400]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server holds it; `whole` is False where it is larger than we read, and this its beginning."""

    uid: int
    raw: bytes
    whole: bool


def configured() -> Account | None:
    """The mailbox of the settings, or None where there is none."""
    return Account(**settings.INBOX) if settings.INBOX else None


class Mailbox:
    """An open, selected folder. Its methods raise MailboxError."""

    def __init__(self, client: IMAPClient, validity: int, next_uid: int) -> None:
        self._client = client
        self.validity = validity
        self.next_uid = next_uid

    def after(self, uid: int) -> list[int]:
        """The mails that came after `uid`, oldest first."""
        with _asking():
            found = self._client.search(["UID", f"{uid + 1}:*"])  # "*" is the last there is, even where that is older
            return sorted(one for one in found if one > uid)

    def since(self, at: datetime) -> int:
        """The uid before the first mail that arrived on that day or later: where reading begins."""
        with _asking():
            return min(self._client.search(["SINCE", at.date()]), default=self.next_uid) - 1

    def fetch(self, uid: int) -> Fetched | None:
        """One mail, not marked seen; None where somebody has taken it away meanwhile."""
        with _asking():
            size = _of(self._client.fetch([uid], ["RFC822.SIZE"]), uid, b"RFC822.SIZE")
            if size is None:
                return None
            whole = int(size) <= MOST_BYTES
            wanted = "BODY.PEEK[]" if whole else f"BODY.PEEK[]<0.{HEAD_BYTES}>"
            raw = _of(self._client.fetch([uid], [wanted]), uid, b"BODY[]" if whole else b"BODY[]<0>")
            return None if raw is None else Fetched(uid, bytes(raw), whole)

    def mark_seen(self, uid: int) -> None:
        """Mark a mail as seen; it stays in the mailbox."""
        with _asking():
            self._client.add_flags([uid], [b"\\Seen"], silent=True)

    def remove(self, uids: list[int]) -> None:
        """Take mails out of the mailbox for good; those that are gone already are no matter."""
        with _asking():
            self._client.delete_messages(uids, silent=True)
            self._client.expunge(uids if self._client.has_capability("UIDPLUS") else None)


@contextmanager
def opened(account: Account) -> Iterator[Mailbox]:
    """The account's folder while the block runs. Raises MailboxError for whatever the server or the line does."""
    client = None
    try:
        with _asking():
            client = _client(account)
            if account.scheme == "imap" and account.host not in _LOOPBACK:
                client.starttls(ssl.create_default_context())
            client.login(account.user, account.password)
            told = client.select_folder(account.folder)
            box = Mailbox(client, int(told[b"UIDVALIDITY"]), int(told.get(b"UIDNEXT", 1)))
        yield box
    finally:
        if client is not None:
            _close(client)


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, KeyError, TypeError) as error:
        raise MailboxError(_words(error)) from error


def _client(account: Account) -> IMAPClient:
    secure = account.scheme == "imaps"
    context = ssl.create_default_context() if secure else None
    return IMAPClient(account.host, port=account.port, ssl=secure, ssl_context=context, timeout=SECONDS)


def _close(client: IMAPClient) -> None:
    try:
        client.logout()
    except _BROKEN:
        try:
            client.shutdown()
        except _BROKEN:
            pass


def _of(answer: Any, uid: int, item: bytes) -> Any:
    return answer.get(uid, {}).get(item)


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"{type(error).__name__}: {clean}"[:400] if clean.strip() else type(error).__name__
