"""Carries mail: to the mail server that RINGBACK_MAIL_URL names, or to the log where there is none."""

import smtplib
import sys
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings

from ringback.base.outgoing.smtp import dialogue, wire
from ringback.channels.messages.mail import addresses
from ringback.channels.messages.mail.building import build, needs_utf8, return_address
from ringback.channels.messages.mail.lines import Lines
from ringback.channels.messages.models import Message, Part
from ringback.channels.messages.transports import LaterError, RefusedError, Sent, TransportError

lines = Lines()


class MailTransport:
    """The transport of the channel "mail"."""

    def checked(self, address: str) -> str:
        """As `addresses.checked`."""
        return addresses.checked(address)

    def send(self, message: Message) -> Sent:
        """As `deliver`, with what belongs to the message."""
        return deliver(message, message.parts.all())


def deliver(message: Message, parts: Iterable[Part]) -> Sent:
    """Hand the message to the mail server, on an open connection where there is one. Raises as transports do."""
    mail = build(message, parts)
    if not settings.EMAIL_HOST:
        sys.stdout.write(f"{mail.decode()}\n{'-' * 79}\n")
        return Sent()
    return Sent(_handed_over(message, mail))


def _handed_over(message: Message, mail: bytes) -> str:
    sender = wire.on_the_wire(return_address(message) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    recipient = wire.on_the_wire(message.to_address)
    problem: TransportError | None = None
    with lines.one() as line:
        try:
            return dialogue.hand_over(line.smtp, sender, recipient, mail, utf8=needs_utf8(message))
        except (RefusedError, LaterError) as error:
            problem = error  # an answer, not a broken line: the line is kept for the next mail
        except (OSError, smtplib.SMTPException) as error:
            raise LaterError(f"The connection to the mail server broke: {error}") from error
    raise problem
