"""Where the demo's parts listen."""

import socket
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from typing import Self

from ringback.project.environment import SettingError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Port numbers on loopback: TCP for pages, UDP for `sip` (the phones) and `voice`."""

    web: int = 8000
    shop: int = 8001
    phones: int = 8002
    sip: int = 5070
    voice: int = 5062

    @classmethod
    def in_a_row(cls, first: int) -> Self:
        """The ports from `first` on, in the order above."""
        return cls(*range(first, first + len(fields(cls))))

    def url(self, part: str) -> str:
        """The address of the pages of `part`, without a slash at its end."""
        return f"http://{HOST}:{getattr(self, part)}"


def choose(wishes: Ports) -> Ports:
    """`wishes`, with a free port in place of each that is taken. Raises SettingError when there is none."""
    # All are held until the last is chosen, so that no port is given out twice.
    with ExitStack() as held:
        return Ports(
            **{
                part: held.enter_context(_listener(part, port)).getsockname()[1]
                for part, port in asdict(wishes).items()
            }
        )


def _listener(part: str, wish: int) -> socket.socket:
    kind = socket.SOCK_DGRAM if part in ("sip", "voice") else socket.SOCK_STREAM
    for port in (wish, 0):
        listener = socket.socket(socket.AF_INET, kind)
        if kind is socket.SOCK_STREAM:
            # What a program that has just ended leaves behind does not count as taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            listener.close()
            continue
        return listener
    raise SettingError(f"No port is free on {HOST}: end some other program first.")
