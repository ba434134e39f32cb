"""A mailbox that somebody gave us: judged before we connect to it, bounded, and only to put a sent mail in."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError
from imapclient.imapclient import SENT

from ringback.base.kit import clock
from ringback.base.outgoing import urls
from ringback.base.outgoing.errors import AskingError, BarredError
from ringback.base.outgoing.handing import LaterError, RefusedError
from ringback.base.outgoing.mail_server import STARTTLS, TLS, MailServer
from ringback.base.outgoing.replies import Replies

SECONDS = 30.0
SENT_FOLDER = "Sent"
_MOST_LINE = 100_000
_BROKEN = (IMAPClientError, imaplib.IMAP4.error, AskingError, OSError, ValueError, KeyError, TypeError, IndexError)


@dataclass(frozen=True, slots=True)
class ImapServer(MailServer):
    """One that holds a mailbox. Everything with it ends within `seconds`."""

    seconds: float = SECONDS

    USUAL_PORTS = frozenset({143, 993})
    OTHER_PORT = ("No mailbox is there.", "Mostly it is 993 or 143.")
    NAME_MEND = "Give the name of your provider's IMAP server, as imap.example.org."

    def try_out(self) -> None:
        """Sign in and leave again. Raises TransportError with the server's words."""
        with self._signed_in():
            pass

    def put_into_sent(self, mail: bytes, message_id: str, at: datetime) -> None:
        """Put a mail that was sent into the folder for those, made where there is none; once, by its Message-ID.

        Raises TransportError; doing it again is harmless.
        """
        with self._signed_in() as client:
            folder = client.find_special_folder(SENT)
            if folder is None:
                folder = SENT_FOLDER
                client.create_folder(folder)
            client.select_folder(folder)
            if not client.search(["HEADER", "Message-ID", message_id]):
                client.append(folder, mail, flags=(SEEN,), msg_time=at)

    @contextmanager
    def _signed_in(self) -> Iterator[IMAPClient]:
        client = None
        try:
            client = _Client(self)
            if self.security == STARTTLS:
                client.starttls(ssl.create_default_context())
            client.login(self.user, self.password)
            yield client
        except BarredError as error:
            raise RefusedError(str(error)) from error
        except _BROKEN as error:
            raise LaterError(_words(error)) from error
        finally:
            if client is not None:
                _leave(client)


class _Client(IMAPClient):  # type: ignore[misc]
    """IMAPClient over a connection of ours."""

    def __init__(self, server: ImapServer) -> None:
        self._server = server
        super().__init__(server.host, port=server.port, ssl=False, timeout=server.seconds)

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Bounded(self._server)


class _Bounded(imaplib.IMAP4):
    """An IMAP conversation that ends when it must, whatever the server says and however slowly."""

    def __init__(self, server: ImapServer) -> None:
        self._server = server
        self._ends = clock.monotonic() + server.seconds
        self._replies: tuple[socket.socket, Replies] | None = None
        super().__init__(urls.ascii_host(server.host), server.port, 10.0)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made = self._server.reached(timeout or 10.0)
        if self._server.security != TLS:
            return made
        return ssl.create_default_context().wrap_socket(made, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        return self._said().read(size)

    def readline(self) -> bytes:
        return self._said().readline(_MOST_LINE)

    def _said(self) -> Replies:
        """The replies on this connection, anew once it has become TLS."""
        if self._replies is None or self._replies[0] is not self.sock:
            self._replies = (self.sock, Replies(self.sock, self._ends))
        return self._replies[1]


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except _BROKEN:
        try:
            client.shutdown()
        except _BROKEN:
            pass


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    clean = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return f"The mailbox cannot be used: {clean}"[:400] if clean else "The mailbox cannot be used."
