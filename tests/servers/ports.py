"""Ports of loopback that nobody else has."""

import socket

FIRST_RTP_PORT, LAST_RTP_PORT = 10_000, 31_999  # below what the system hands out by itself
RTP_SPAN = 400


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_udp_port() -> int:
    return free_port(socket.SOCK_DGRAM)


class RtpPorts:
    """The ports from `first` to `last` for one rtpengine; no other run of tests gets them before they are released.

    Two rtpengines can open the same UDP port, and one of them then hears nothing; so a stretch is claimed, by the
    name of a socket that ends with this process.
    """

    def __init__(self) -> None:
        for first in range(FIRST_RTP_PORT, LAST_RTP_PORT - RTP_SPAN, RTP_SPAN):
            self._claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                self._claim.bind(f"\0ringback-rtp-{first}")
            except OSError:
                self._claim.close()
            else:
                self.first, self.last = first, first + RTP_SPAN - 1
                return
        raise AssertionError("every stretch of RTP ports is taken")

    def release(self) -> None:
        self._claim.close()
