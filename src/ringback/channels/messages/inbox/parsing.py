"""From the bytes of a mail to what is kept of it. Never fails, whatever the mail is."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

import structlog
from django.utils.translation import gettext_noop

from ringback.channels.messages.inbox import words_of

log = structlog.get_logger(__name__)

MOST_NESTED = 100
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_FILES = 20
MOST_FILES_BYTES = 10_000_000
MOST_IDS = 50
_IDS = re.compile(r"<[^<>\s]{3,248}>")
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")

TOO_LARGE = gettext_noop("The mail is very large: only its beginning was read.")
TOO_DEEP = gettext_noop("The mail is built in a way that nobody writes: only its beginning was read.")
CUT_OFF = gettext_noop("The text is very long: only its beginning is shown.")
LEFT_OUT = gettext_noop("Files were left out: they are too many or too large.")


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(slots=True)
class Mail:
    """What is kept of a mail. `tree` is its structure, for who looks for reports and calendars in it.

    `to_addresses` are whom it was brought to, the surest first; `references` the Message-IDs it names, the nearest
    first.
    """

    tree: Message
    from_address: str = ""
    from_name: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    written_at: datetime | None = None
    to_addresses: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    leaves: list[Message] = field(default_factory=list)


def parse(raw: bytes, whole: bool = True) -> Mail:
    """Read a mail; one that cannot be read comes as its headers and the beginning of its bytes, with a note."""
    try:
        if _is_bomb(raw):
            return _beginning(raw, TOO_DEEP)
        mail = _headers(email.message_from_bytes(raw))
        _contents(mail)
    except Exception as error:  # a stranger's bytes in the standard library's parser: anything can come of it
        log.warning("a mail could not be parsed", why=type(error).__name__)
        return _beginning(raw, TOO_DEEP)
    if not whole:
        mail.notes.append(TOO_LARGE)
    return mail


def _is_bomb(raw: bytes) -> bool:
    """Whether so much is nested in it that reading it would take long: each level is looked for in every line."""
    low = raw.lower()
    return low.count(b"multipart/") + low.count(b"message/") > MOST_NESTED


def _beginning(raw: bytes, note: str) -> Mail:
    head, _blank, body = raw.replace(b"\r\n", b"\n")[:64_000].partition(b"\n\n")
    try:
        mail = _headers(BytesHeaderParser().parsebytes(head))
    except Exception:  # as above
        mail = Mail(Message())
    mail.text = words_of.clean(words_of.decoded(body[:4_000], "utf-8"))
    mail.notes = [note]
    return mail


def _headers(tree: Message) -> Mail:
    name, address = _first_address(words_of.raw_header(tree, "From"))
    own = _IDS.search(words_of.raw_header(tree, "Message-ID"))
    return Mail(
        tree,
        from_address=address,
        from_name=name,
        subject=words_of.header(tree, "Subject"),
        message_id=own.group() if own else "",
        written_at=_instant(words_of.raw_header(tree, "Date")),
        to_addresses=tuple(_recipients(tree)),
        references=_references(tree),
    )


def _first_address(text: str) -> tuple[str, str]:
    found = [(name, address) for name, address in getaddresses([text]) if "@" in address]
    if not found:
        return words_of.one_line(text, 120), ""
    name, address = found[0]
    return words_of.one_line(words_of.readable(name), 120), words_of.one_line(address, 254).lower()


def _recipients(tree: Message) -> Iterator[str]:
    for name in _TO:
        for _name, address in getaddresses(words_of.raw_headers(tree, name)):
            if "@" in address:
                yield words_of.one_line(address, 254).lower()


def _references(tree: Message) -> tuple[str, ...]:
    """What it answers first, then its forefathers from the nearest on."""
    answered = _IDS.findall(words_of.raw_header(tree, "In-Reply-To", 4_000))
    thread = _IDS.findall(words_of.raw_header(tree, "References", 20_000))
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))[:MOST_IDS]


def _instant(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _contents(mail: Mail) -> None:
    """Fill in text, files and notes from the mail's parts."""
    mail.leaves = list(_leaves(mail.tree, 0))[:MOST_PARTS]
    plain, markup, room = "", "", MOST_FILES_BYTES
    for part in mail.leaves:
        kind, is_file = part.get_content_type(), _is_file(part)
        if kind == "text/plain" and not is_file and len(plain) < words_of.MOST_TEXT:
            plain = "\n\n".join(filter(None, [plain, _text(part)]))
        elif kind == "text/html" and not is_file and not markup:
            markup = _text(part)
        elif is_file and not kind.startswith(("text/calendar", "message/delivery-status")):
            content = _bytes(part)
            if len(mail.files) < MOST_FILES and len(content) <= room:
                room -= len(content)
                mail.files.append(File(words_of.file_name(_name(part)), words_of.one_line(kind, 100), content))
            elif LEFT_OUT not in mail.notes:
                mail.notes.append(LEFT_OUT)
    text = plain if plain.strip() else words_of.text_from_html(markup)
    if len(text) > words_of.MOST_TEXT:
        mail.notes.append(CUT_OFF)
    mail.text = words_of.clean(text[: words_of.MOST_TEXT]).strip()


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold something themselves; a mail within the mail is one of them, unopened."""
    if depth > MOST_DEPTH:
        return
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for one in part.get_payload():
            if isinstance(one, Message):
                yield from _leaves(one, depth + 1)
    else:
        yield part


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or _name(part):
        return True
    return part.get_content_maintype() != "text"


def _name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except (ValueError, LookupError, TypeError):
        return "attachment"


def _bytes(part: Message) -> bytes:
    if part.is_multipart():
        return b"\n".join(one.as_bytes() for one in part.get_payload() if isinstance(one, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset("utf-8") or "utf-8"
    except (ValueError, LookupError, TypeError):
        charset = "utf-8"
    return words_of.decoded(_bytes(part)[: 4 * words_of.MOST_HTML], charset)
