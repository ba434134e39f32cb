"""G.711: the two tables that turn a byte of telephone sound into a 16-bit sample."""

import numpy as np
import numpy.typing as npt

PCMU, PCMA = 0, 8
RATE = 8000

Table = npt.NDArray[np.int16]


def _mu_law() -> Table:
    """ITU-T G.711 µ-law: inverted sign, exponent and mantissa, a bias of 132."""
    code = ~np.arange(256) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> Table:
    """ITU-T G.711 A-law: every second bit inverted, the lowest segment linear."""
    code = np.arange(256) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    low = (mantissa << 4) + 8
    size = np.where(exponent == 0, low, (low + 256) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


DECODE: dict[int, Table] = {PCMU: _mu_law(), PCMA: _a_law()}
