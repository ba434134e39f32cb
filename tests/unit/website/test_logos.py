"""Only small pictures are logos: what they are is read from what they hold, not from their names."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.kit.errors import FieldError
from ringback.doors.website import logos

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 120, 40) + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 40, 120) + bytes(20)
LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + struct.pack("<I", 119 | 39 << 14) + bytes(10)
EXTENDED = b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + (119).to_bytes(3, "little") + (39).to_bytes(3, "little")


@pytest.mark.parametrize(("content", "kind"), [(PNG, "png"), (JPEG, "jpg"), (LOSSLESS, "webp"), (EXTENDED, "webp")])
def test_pictures(content: bytes, kind: str) -> None:
    assert logos.kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(40),
        PNG[:20],
        PNG[:16] + struct.pack(">II", 2001, 40) + bytes(40),
        PNG[:16] + struct.pack(">II", 0, 40) + bytes(40),
        PNG + bytes(logos.MOST_BYTES),
        JPEG[:8],
        LOSSLESS[:16],
    ],
)
def test_what_is_none(content: bytes) -> None:
    with pytest.raises(FieldError):
        logos.kind_of(content)


@given(st.sampled_from([PNG[:8], JPEG[:3], LOSSLESS[:12], b""]), st.binary(max_size=60))
def test_broken_ones_are_refused_or_named(head: bytes, rest: bytes) -> None:
    try:
        kind = logos.kind_of(head + rest)
    except FieldError:
        return
    assert kind in logos.TYPES
