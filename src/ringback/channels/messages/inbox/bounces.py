"""Reports that a mail could not be delivered (RFC 3464): which mail, for good or for now, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from ringback.channels.messages.inbox.parsing import Mail
from ringback.channels.messages.inbox.words_of import one_line, raw_header

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# Permanent, yet not about the address: full, too large, its content, somebody's policy.
_NOT_THE_ADDRESS = re.compile(r"5\.(2\.[23]|3\.4|6\.\d+|7\.\d+)$")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One report: `status` as "5.1.1", the `recipient` it is about, the server's `words`, the Message-ID returned."""

    status: str
    failed: bool
    recipient: str
    words: str
    message_id: str

    @property
    def permanent(self) -> bool:
        """Whether the mail was given up, for a reason that stays."""
        return self.failed and self.status.startswith("5")

    @property
    def about_address(self) -> bool:
        """Whether nothing would ever reach this address."""
        return self.permanent and not _NOT_THE_ADDRESS.match(self.status)


def bounce_of(mail: Mail) -> Bounce | None:
    """The report in the mail, or None where it is none. Where it names several recipients, the worst of them."""
    if mail.tree.get_content_type() != "multipart/report":
        return None
    blocks = [block for part in mail.leaves for block in _blocks(part)]
    told = [one for one in (_told(block, _returned(mail)) for block in blocks) if one is not None]
    return max(told, key=lambda one: (one.permanent, one.status), default=None)


def _blocks(part: Message) -> Iterator[Message]:
    """The paragraphs of a delivery status, each a set of headers."""
    if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
        payload = part.get_payload()
        if isinstance(payload, list):
            yield from (one for one in payload if isinstance(one, Message))


def _told(block: Message, message_id: str) -> Bounce | None:
    action = raw_header(block, "Action").strip().lower()
    if not action or action in ("delivered", "relayed", "expanded"):
        return None
    said = one_line(raw_header(block, "Diagnostic-Code").partition(";")[2] or raw_header(block, "Diagnostic-Code"), 300)
    status = _STATUS.search(raw_header(block, "Status")) or _STATUS.search(said)
    recipient = raw_header(block, "Original-Recipient") or raw_header(block, "Final-Recipient")
    return Bounce(
        status=status.group(1) if status else "",
        failed=action == "failed",
        recipient=one_line(recipient.partition(";")[2], 254).lower(),
        words=said,
        message_id=message_id,
    )


def _returned(mail: Mail) -> str:
    """The Message-ID of the mail that came back."""
    for part in mail.leaves:
        kind, payload = part.get_content_type(), part.get_payload()
        if kind in ("message/rfc822", "message/global") and isinstance(payload, list) and payload:
            returned = payload[0]
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(payload)
            returned = HeaderParser().parsestr(text[:64_000])
        else:
            continue
        if isinstance(returned, Message):
            return one_line(raw_header(returned, "Message-ID"), 250)
    return ""
