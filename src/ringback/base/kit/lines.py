"""Text from outside as it may be kept, a visible line or paragraphs, and as it may go into a spreadsheet."""

import re

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str | None, most: int) -> str:
    """`text` as one visible line of at most `most` characters: no line breaks, control or direction marks."""
    return " ".join(_INVISIBLE.sub(" ", text or "").split())[:most]


def paragraphs(text: str | None, most: int) -> str:
    """`text` in lines, at most `most` characters: no control or direction marks, no space around it."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROL.sub("", plain).strip()[:most]


def inert(text: str) -> str:
    """`text` so that a spreadsheet does not take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
