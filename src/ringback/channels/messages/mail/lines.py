"""Open connections to the mail server, kept for the next mail: signing in costs more than a mail does."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.mail.backends.smtp import EmailBackend

from ringback.base.kit import clock
from ringback.channels.messages.transports import LaterError

IDLE_SECONDS = 20
MOST_MAILS = 100


@dataclass(slots=True)
class Line:
    """A connection, how many mails it carried, and when it was last used (on the monotonic clock)."""

    smtp: smtplib.SMTP
    carried: int
    used_at: float


class Lines:
    """Connections that nobody uses at the moment; as many exist as threads send at once."""

    def __init__(self) -> None:
        self._idle: list[Line] = []
        self._lock = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[Line]:
        """A connection that is alive, for one mail. It is kept for the next unless the block broke it.

        Raises LaterError where none can be had.
        """
        line = self._taken() or Line(_opened(), 0, clock.monotonic())
        try:
            yield line
        except BaseException:
            line.smtp.close()
            raise
        line.carried += 1
        line.used_at = clock.monotonic()
        if line.smtp.sock is None or line.carried >= MOST_MAILS:
            _hang_up(line)
            return
        with self._lock:
            self._idle.append(line)

    def close(self) -> None:
        """Hang up all that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            _hang_up(line)

    def _taken(self) -> Line | None:
        """The connection used last, if the server still answers on it; those idle for too long are hung up."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                line = self._idle.pop()
            if clock.monotonic() - line.used_at < IDLE_SECONDS and _answers(line):
                return line
            _hang_up(line)


def _answers(line: Line) -> bool:
    """Whether the server is still there: asked by the RSET that a new mail on an old line should begin with anyway."""
    try:
        return line.smtp.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _opened() -> smtplib.SMTP:
    backend = EmailBackend()
    try:
        backend.open()
        smtp = backend.connection
        assert isinstance(smtp, smtplib.SMTP)
        smtp.ehlo_or_helo_if_needed()
        _at_once(smtp)
        return smtp
    except smtplib.SMTPResponseException as error:
        _drop(backend)
        # Not about this message, but about our coming at all: it waits until somebody has mended that.
        raise LaterError(f"{error.smtp_code} {_said(error.smtp_error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        _drop(backend)
        raise LaterError(f"The mail server cannot be reached: {error}") from error


def _at_once(smtp: smtplib.SMTP) -> None:
    """Let nothing wait for more: the final dot goes by itself, and the server would take 40 ms to ask for it."""
    if smtp.sock is not None:
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _drop(backend: EmailBackend) -> None:
    """Close what was opened halfway."""
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        pass


def _said(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _hang_up(line: Line) -> None:
    try:
        line.smtp.quit()
    except (OSError, smtplib.SMTPException):
        line.smtp.close()
