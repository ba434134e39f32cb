"""From what strangers wrote in their mails to plain text: charsets, HTML, headers, names of files. All hostile."""

import codecs
import html
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

import nh3

MOST_TEXT = 100_000
MOST_HTML = 400_000
MOST_HEADER = 2_000
# Codecs that are no charset of a mail, or take quadratic time.
_NO_CHARSETS = {"punycode", "idna", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "undefined", "utf-7"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"}
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br>|</(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol)>")


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text in `charset`, or in UTF-8 where that is unknown; what fits neither becomes "\\ufffd"."""
    try:
        codec = codecs.lookup(charset.strip()[:40])
        if codec.name in _NO_CHARSETS:
            raise LookupError(charset)
        return content.decode(codec.name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return content.decode("utf-8", "replace")


def clean(text: str) -> str:
    """Text that any database and page can hold: no control characters but line ends and tabs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, most: int) -> str:
    """`text` as one clean line of at most `most` characters."""
    return " ".join(clean(text[: most * 4]).split())[:most]


def header(mail: Message, name: str, most: int = 250) -> str:
    """The first header of that name, its encoded words decoded, as one clean line; "" where there is none."""
    return one_line(readable(raw_header(mail, name)), most)


def raw_header(mail: Message, name: str, most: int = MOST_HEADER) -> str:
    """The first header of that name as it stands, cut off at `most` characters."""
    return raw_headers(mail, name, most)[0] if mail.get(name) is not None else ""


def raw_headers(mail: Message, name: str, most: int = MOST_HEADER) -> list[str]:
    """All headers of that name, at most twenty."""
    return [str(one)[:most].replace("\r", " ").replace("\n", " ") for one in (mail.get_all(name) or [])[:20]]


def readable(text: str) -> str:
    """Encoded words of a header as people read them."""
    try:
        return "".join(
            decoded(part, charset or "utf-8") if isinstance(part, bytes) else part
            for part, charset in decode_header(text)
        )
    except (MessageError, ValueError):
        return text


def text_from_html(markup: str) -> str:
    """The words of an HTML page, a line a block; scripts, styles and everything else gone."""
    safe = nh3.clean(markup[:MOST_HTML].replace("\x00", ""), tags=_BLOCKS, attributes={}, link_rel=None)
    lines = _TAG.sub("", _BREAK.sub("\n", safe.replace("\n", " "))).split("\n")
    tidy = "\n".join(" ".join(html.unescape(line).split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()


def file_name(text: str) -> str:
    """A name that a file of a stranger may have on a page: no folders, one line."""
    return one_line(re.split(r"[/\\]", readable(text[:MOST_HEADER]))[-1], 120).strip(". ") or "attachment"
