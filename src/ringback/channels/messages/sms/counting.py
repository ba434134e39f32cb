"""How a text message is counted: which alphabet it needs, and how many parts it is sent and paid in (pure).

3GPP TS 23.038: seven bits a character while all of them are in GSM's own alphabet, else UCS-2. A message that is
longer than one part loses six bytes of each to the header that joins them again (TS 23.040).
"""

from collections.abc import Iterator
from dataclasses import dataclass

GSM7 = "GSM-7"
UCS2 = "UCS-2"

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_WHOLE = {GSM7: 160, UCS2: 70}
_OF_MANY = {GSM7: 153, UCS2: 67}


@dataclass(frozen=True, slots=True)
class Count:
    """`alphabet` GSM7 or UCS2; `units` used of it (septets, or UTF-16 units); `parts` it is sent in.

    `special` are the characters, at most ten, because of which it is not GSM7.
    """

    alphabet: str
    units: int
    parts: int
    special: str = ""


def count(text: str) -> Count:
    """What `text` takes as a text message. An empty one is one part."""
    special = "".join(dict.fromkeys(one for one in text if one not in _BASIC and one not in _EXTENDED))
    alphabet = UCS2 if special else GSM7
    widths = list(_widths(text, alphabet))
    units = sum(widths)
    parts = 1 if units <= _WHOLE[alphabet] else _parts(widths, _OF_MANY[alphabet])
    return Count(alphabet, units, parts, special[:10])


def _widths(text: str, alphabet: str) -> Iterator[int]:
    """The units of each character: one, or two for an escaped one and for what UTF-16 writes as a pair."""
    if alphabet == GSM7:
        return (2 if one in _EXTENDED else 1 for one in text)
    return (2 if ord(one) > 0xFFFF else 1 for one in text)


def _parts(widths: list[int], most: int) -> int:
    """Parts of at most `most` units. A character of two units is never torn: what is left of a part stays empty."""
    parts, used = 1, 0
    for width in widths:
        if used + width > most:
            parts, used = parts + 1, 0
        used += width
    return parts
