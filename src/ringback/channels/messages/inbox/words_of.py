"""From what strangers wrote in their mails to plain text: charsets, HTML, headers, names of files. All hostile."""

import codecs
import html
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

MOST_TEXT = 100_000
MOST_HTML = 400_000
MOST_HEADER = 2_000
# Codecs that are no charset of a mail, or take quadratic time.
_NO_CHARSETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Each pattern takes linear time: nothing in it can be matched in two ways.
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol))(?:[\s/][^<>]*)?>", re.IGNORECASE)
# What is in these is not said to anybody: from where it begins to where it ends.
_UNSAID = (("<!--", "-->"), ("<style", "</style"), ("<script", "</script"), ("<title", "</title"))


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text in `charset`, or in UTF-8 where that is unknown; what fits neither becomes "\\ufffd"."""
    try:
        codec = codecs.lookup(charset.strip()[:40])
        if codec.name.replace("-", "_") in _NO_CHARSETS:
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
    """The words of an HTML page, a line a block; scripts, styles and tags gone.

    It is shown as text, never as HTML, so that nothing left over could do anything; and it takes linear time, which a
    parser that builds a tree of what a stranger nests does not.
    """
    markup = markup[:MOST_HTML]
    for begin, end in _UNSAID:
        markup = _without(markup, begin, end)
    lines = _TAG.sub("", _BREAK.sub("\n", " ".join(markup.split()))).split("\n")
    tidy = "\n".join(" ".join(html.unescape(line).split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()


def _without(markup: str, begin: str, end: str) -> str:
    """`markup` without what stands between `begin` and `end`; what is not ended goes to the last."""
    low, kept, at = markup.lower(), [], 0
    if len(low) != len(markup):  # a letter that is longer in lower case would shift everything
        low = markup
    while (start := low.find(begin, at)) >= 0:
        kept.append(markup[at:start])
        stop = low.find(end, start)
        if stop < 0:
            return "".join(kept)
        at = stop + (len(end) if end == "-->" else 0)  # a closing tag goes with the other tags
    return "".join([*kept, markup[at:]])


def file_name(text: str) -> str:
    """A name that a file of a stranger may have on a page: no folders, one line."""
    return one_line(re.split(r"[/\\]", readable(text[:MOST_HEADER]))[-1], 120).strip(". ") or "attachment"
