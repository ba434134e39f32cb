"""A mail server on loopback that takes mail, or does not, as a test tells it."""

import asyncio
import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers.ports import free_port

DROP = "drop"


class MailSink:
    """Keeps what it is sent in `mails`, the raw bytes in `raw`, and whom envelopes came from in `envelopes`.

    `answers` are given in turn to the ends of mails, `greetings` to recipients: "451 later", or DROP to break the
    connection there. `slow_seconds` passes before the end of a mail is answered.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.envelopes: list[str] = []
        self.answers: list[str] = []
        self.recipient_answers: list[str] = []
        self.slow_seconds = 0.0
        self.connections = 0
        self.secured: list[bool] = []

    def url(self, user: str = "") -> str:
        return f"smtp://{user}127.0.0.1:{self.port}"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            answer = self.recipient_answers.pop(0)
            if answer == DROP:
                _abort(server)
                return "421 gone"
            if not answer.startswith("2"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        answer = self.answers.pop(0) if self.answers else "250 OK queued as A1"
        if answer == DROP or answer.startswith("2"):
            content = cast(bytes, envelope.original_content)
            self.raw.append(content)
            self.mails.append(email.message_from_bytes(content, policy=default))
            self.recipients += envelope.rcpt_tos
            self.envelopes.append(envelope.mail_from or "")
            self.secured.append(session.ssl is not None)
        if answer == DROP:
            _abort(server)
        return answer


def _abort(server: SMTP) -> None:
    cast(asyncio.WriteTransport, server.transport).abort()


def accept_only(user: str, password: str) -> Any:
    """An authenticator that knows one user."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return authenticate


@contextmanager
def mail_sink(tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[MailSink]:
    """A mail sink that runs while the block does; `options` are aiosmtpd's."""
    sink = MailSink()
    settings = {"enable_SMTPUTF8": True, "hostname": "127.0.0.1", "port": sink.port, "ready_timeout": 20.0}
    if tls is not None:
        settings |= {"tls_context": tls, "require_starttls": True}
    controller = Controller(sink, **{**settings, **options})
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
