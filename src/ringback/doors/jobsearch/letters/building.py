"""From a letter to the bytes of a mail, as one's own mail program would write it."""

import re
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from ringback.base.kit import clock, ids
from ringback.base.outgoing.smtp import wire
from ringback.doors.jobsearch.letters.words import LetterWords, MailboxWords

# How programs mark what is important; each knows one of them (MISSION S30).
_IMPORTANT = {"Importance": "high", "X-Priority": "1 (Highest)", "Priority": "urgent"}
# A number that stands alone in an Arabic letter would be shown with its plus behind it.
_PLUS = re.compile(r"(?m)^\+(?=\d)")


def build(
    words: LetterWords, mailbox: MailboxWords, language: str, *, important: bool, at: datetime | None = None
) -> bytes:
    """The whole mail, lines ended by CRLF, dated `at` or now. It names the letter's Message-ID every time."""
    mail = EmailMessage(policy=wire.policy(mailbox.sender, words.to_address))
    mail["From"] = wire.header_address(mailbox.sender, words.name)
    mail["To"] = wire.header_address(words.to_address, words.to_name)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(at or clock.now())
    for name, value in _IMPORTANT.items() if important else ():
        mail[name] = value
    body = _PLUS.sub("\u200e+", words.body) if language == "ar" else words.body
    mail.set_content(body + "\n")
    mail["Content-Language"] = language
    # Not by the library, which would fold it and encode its long words beyond recognition.
    return f"Message-ID: {words.message_id}\r\n".encode() + mail.as_bytes()


def new_message_id(sender: str) -> str:
    """A name for a mail from that address, which says nothing of where it was written."""
    return f"<{ids.public_id()}@{wire.wire_domain(sender.rpartition('@')[2])}>"
