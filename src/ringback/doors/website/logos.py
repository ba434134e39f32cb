"""Whether what was uploaded is a picture that may stand on strangers' pages: PNG, JPEG or WebP, and small. Pure."""

import re
from collections.abc import Iterator

from ringback.base.kit.errors import FieldError

MOST_BYTES = 100_000
MOST_PIXELS = 2000
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|webp)")
# Start-of-frame markers of JPEG: where its size stands. DHT, JPG and DAC lie among them and are none.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_of(content: bytes) -> str:
    """The extension of a picture: "png", "jpg" or "webp". Raises FieldError for anything else, and what is too large.

    No SVG: that is a program, not a picture.
    """
    if len(content) > MOST_BYTES:
        raise _refused("The logo is larger than 100 kB.")
    kind, size = _measured(content)
    if size is None:
        raise _refused("This is no picture we can show.")
    if not all(1 <= length <= MOST_PIXELS for length in size):
        raise _refused("The logo is more than 2,000 pixels wide or high.")
    return kind


def _refused(problem: str) -> FieldError:
    return FieldError("logo", problem, "Upload a PNG, JPEG or WebP of at most 100 kB.")


def _measured(content: bytes) -> tuple[str, tuple[int, int] | None]:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and len(content) > 45:
        return "png", (int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg", next(_jpeg_sizes(content), None)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp", _webp_size(content)
    return "", None


def _jpeg_sizes(content: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES:
            yield int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + max(2, length)


def _webp_size(content: bytes) -> tuple[int, int] | None:
    chunk = content[12:16]
    if chunk == b"VP8X" and len(content) >= 30:
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and len(content) >= 30:
        return int.from_bytes(content[26:28], "little") & 0x3FFF, int.from_bytes(content[28:30], "little") & 0x3FFF
    return None
