"""A mail server that somebody gave us: judged before we connect to it, and bounded in time and in what it may say."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ringback.base.kit import clock
from ringback.base.outgoing import urls
from ringback.base.outgoing.errors import AskingError, BarredError
from ringback.base.outgoing.handing import LaterError, RefusedError, TransportError
from ringback.base.outgoing.mail_server import STARTTLS, TLS, MailServer
from ringback.base.outgoing.replies import Replies
from ringback.base.outgoing.smtp import dialogue

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class SmtpServer(MailServer):
    """One that takes mail. Everything with it ends within `seconds`."""

    seconds: float = SECONDS

    USUAL_PORTS = frozenset({465, 587})
    OTHER_PORT = ("No mail is handed over there.", "Mostly it is 465 or 587.")
    NAME_MEND = "Give the name of your provider's server for outgoing mail, as smtp.example.org."

    def try_out(self) -> None:
        """Sign in and leave again. Raises TransportError with the server's words."""
        with self._signed_in("localhost"):
            pass

    def hand_over(self, sender: str, recipient: str, mail: bytes, *, utf8: bool) -> str:
        """Hand one mail over on a connection of its own; returns the server's words. Raises as `dialogue.hand_over`.

        What went wrong before the end of the mail was sent is a LaterError: nothing was taken.
        """
        with self._signed_in(sender.rpartition("@")[2]) as smtp:
            try:
                return dialogue.hand_over(smtp, sender, recipient, mail, utf8=utf8)
            except (OSError, smtplib.SMTPException) as error:
                raise LaterError(f"The connection to the mail server broke: {error}") from error

    @contextmanager
    def _signed_in(self, helo: str) -> Iterator[smtplib.SMTP]:
        try:
            smtp = _BoundedSmtp(self, helo)
        except BarredError as error:
            raise RefusedError(str(error)) from error
        except (AskingError, OSError, smtplib.SMTPException) as error:
            raise _met(error) from error
        try:
            _sign_in(smtp, self)
            yield smtp
        finally:
            _leave(smtp)


class _BoundedSmtp(smtplib.SMTP):
    """An SMTP conversation that ends when it must, whatever the server says and however slowly."""

    def __init__(self, server: SmtpServer, helo: str) -> None:
        self._server = server
        self._ends = clock.monotonic() + server.seconds
        super().__init__(urls.ascii_host(server.host), server.port, helo or "localhost", 10.0)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = self._server.reached(timeout)
        return _tls().wrap_socket(found, server_hostname=host) if self._server.security == TLS else found

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Replies(self.sock, self._ends)
        return super().getreply()


def _sign_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == STARTTLS:
            smtp.starttls(context=_tls())
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _met(error) from error


def _met(error: Exception) -> TransportError:
    """Before any mail was handed over: something about the server or the sign-in, which somebody can mend."""
    if isinstance(error, smtplib.SMTPResponseException):
        words: Any = error.smtp_error
        return LaterError(f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
    return LaterError(f"The mail server cannot be reached: {error}"[:400])


def _leave(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
