"""Django's mail backend: mail of accounts (password resets, invitations) becomes messages, kept like any other.

Their bodies hold secrets, so they are deleted once sent, and no desk lists them.
"""

import smtplib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from ringback.base.accounts.services import first_organisation_id
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import rendering
from ringback.channels.messages.mail import addresses
from ringback.channels.messages.mail.transport import deliver
from ringback.channels.messages.models import Message
from ringback.channels.messages.services.sending import MessageOrder, named_at, store
from ringback.channels.messages.texts import language_of
from ringback.channels.messages.transports import TransportError

KIND = "accounts.mail"
DOOR = "accounts"
# Links in such mail work for a few days; later it would only confuse.
USEFUL_FOR = timedelta(days=2)


class EmailBackend(BaseEmailBackend):
    """Stores and promises what it is given; a mail server that is away loses nothing.

    The promise is carried by the installation's first organisation, whose desk shows it should it break. Before
    there is one, mail is handed over at once, and a failure raises SMTPException as Django's own backend does.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One message a recipient; returns how many mails were taken."""
        taken = 0
        for mail in email_messages:
            try:
                for address in mail.recipients():
                    _take(mail, address)
                taken += 1
            except (FieldError, smtplib.SMTPException):
                if not self.fail_silently:
                    raise
        return taken


def _take(mail: EmailMessage, address: str) -> None:
    message = _message(mail, address)
    carrier_id = first_organisation_id()
    if carrier_id is None:
        _deliver_now(message)
        return
    order = MessageOrder(
        organisation_id=carrier_id,
        channel="mail",
        kind=KIND,
        to_address=message.to_address,
        door=DOOR,
        expires_at=clock.now() + USEFUL_FOR,
    )
    with transaction.atomic():
        store(message, order, carrier_id)


def _message(mail: EmailMessage, address: str) -> Message:
    return Message(
        channel="mail",
        kind=KIND,
        door=DOOR,
        language=language_of(translation.get_language() or ""),
        to_address=addresses.checked(address),
        reply_to=mail.reply_to[0] if mail.reply_to else "",
        subject=rendering.one_line(str(mail.subject)),
        text=str(mail.body),
        html=_html(mail),
        secret=True,
    )


def _html(mail: EmailMessage) -> str:
    alternatives: Sequence[Any] = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else ()
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")


def _deliver_now(message: Message) -> None:
    message.message_id = named_at(message.public_id)
    try:
        deliver(message, [])
    except TransportError as error:
        raise smtplib.SMTPException(str(error)) from error
