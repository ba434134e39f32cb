"""From a stored message to the bytes of a mail."""

import base64
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from django.conf import settings

from ringback.base.database.sealed import opened
from ringback.base.kit import clock
from ringback.base.outgoing.smtp import wire
from ringback.channels.messages import kinds
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.mail.addresses import mail_domain
from ringback.channels.messages.mail.answers import answers_to
from ringback.channels.messages.models import Message, Part
from ringback.channels.messages.opt_out_links import Leaving, opt_out_url


def needs_utf8(message: Message) -> bool:
    """Whether only a mail server that speaks SMTPUTF8 can take the message."""
    return wire.needs_utf8(message.to_address)


def build(message: Message, parts: Iterable[Part]) -> bytes:
    """The whole mail, lines ended by CRLF. It names the same Message-ID every time."""
    mail = EmailMessage(policy=wire.policy(message.to_address))
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail["From"] = wire.header_address(sender[1], message.sender or sender[0])
    mail["To"] = wire.header_address(message.to_address)
    if answers := message.reply_to or return_address(message):
        mail["Reply-To"] = wire.header_address(answers)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(clock.now())
    if not kinds.is_by_hand(message.kind):
        mail["Auto-Submitted"] = "auto-generated"
    _say(mail, message, parts)
    mail["Content-Language"] = message.language
    return _raw_headers(message) + mail.as_bytes()


def return_address(message: Message) -> str:
    """The address of this message alone, where answers go and where it comes back to; "" where there is none.

    The installation's own mail (password resets) has none: nobody is to answer it.
    """
    return answers_to(message.public_id) if message.organisation_id is not None else ""


def _say(mail: EmailMessage, message: Message, parts: Iterable[Part]) -> None:
    """The body: plain, HTML and calendar as alternatives, files beside them."""
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    files = []
    for part in parts:
        content = base64.b64decode(opened(part.content))
        if part.method:
            mail.add_alternative(content.decode(), subtype="calendar", params={"method": part.method})
        else:
            files.append((part, content))
    for part, content in files:
        main, _slash, sub = part.media_type.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=part.name)


def _raw_headers(message: Message) -> bytes:
    """Headers that must not be folded: the standard library would encode their long words beyond recognition."""
    lines = [f"Message-ID: {message.message_id}"]
    if message.in_reply_to:
        lines += [f"In-Reply-To: {message.in_reply_to}", f"References: {message.in_reply_to}"]
    if message.purpose != SERVICE and message.organisation_id is not None:
        lines += [
            f"List-Unsubscribe: <{opt_out_url(_leaving(message, message.organisation_id))}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            f"List-Id: <{message.purpose}.{message.organisation_id}.{mail_domain(settings.DEFAULT_FROM_EMAIL)}>",
            "Precedence: bulk",
        ]
    return "".join(f"{_ascii_line(line)}\r\n" for line in lines).encode()


def _leaving(message: Message, organisation_id: int) -> Leaving:
    campaign_id = message.campaign_id or 0
    return Leaving(organisation_id, message.channel, message.purpose, message.language, message.to_address, campaign_id)


def _ascii_line(line: str) -> str:
    return "".join(letter for letter in line if " " <= letter <= "~")[:900]
