"""The G.711 tables, against values of the standard."""

import numpy as np
import pytest

from ringback.channels.voice.recordings.g711 import DECODE, PCMA, PCMU


@pytest.mark.parametrize(
    ("kind", "code", "value"),
    [
        (PCMU, 0x00, -32124),
        (PCMU, 0x80, 32124),
        (PCMU, 0xFF, 0),
        (PCMU, 0x7F, 0),
        (PCMU, 0xF0, 120),
        (PCMU, 0xEF, 132),
        (PCMA, 0xD5, 8),
        (PCMA, 0x55, -8),
        (PCMA, 0xAA, 32256),
        (PCMA, 0x2A, -32256),
        (PCMA, 0xC5, 264),
        (PCMA, 0x80, 5504),
    ],
)
def test_codes_have_the_standards_values(kind: int, code: int, value: int) -> None:
    assert DECODE[kind][code] == value


@pytest.mark.parametrize("kind", [PCMU, PCMA])
def test_the_two_halves_mirror_each_other(kind: int) -> None:
    table = DECODE[kind].astype(int)
    assert np.array_equal(table[:128], -table[128:])
