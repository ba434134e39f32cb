"""Where the demo's parts listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """Port numbers on loopback."""

    web: int
    shop: int
    phones: int
    sip: int
