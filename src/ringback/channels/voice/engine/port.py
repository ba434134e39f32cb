"""The SIP socket: datagrams in and out on the engine's own thread, in the order they were sent."""

import socket
from collections.abc import Callable
from typing import Any

from sippy.Network_server import Remote_address
from sippy.Time.MonoTime import MonoTime
from sippy.Udp_server import Udp_server, Udp_server_opts

MOST_BYTES = 65535
MOST_A_TURN = 64
BUFFER_BYTES = 4 * 1024 * 1024


class PortOptions(Udp_server_opts):  # type: ignore[misc]
    """No threads of its own: sippy's three senders reorder packets, and its receivers cost a switch a packet.

    And no SO_REUSEADDR: with it a second engine could take the same port and half of the packets.
    """

    nworkers = 0
    flags = 0


class Port(Udp_server):  # type: ignore[misc]
    """sippy's UDP server with a socket that its owner's loop reads.

    `locate(host)` gives the address of a name that is known, and None for one that is not: a datagram to such a name is
    dropped (a retransmission finds it resolved) instead of blocking the thread.
    """

    advertised_host = ""
    locate: Callable[[str], str | None] = staticmethod(lambda host: host)

    def __init__(self, global_config: dict[str, Any], options: PortOptions) -> None:
        try:
            super().__init__(global_config, options)
        except OSError:
            self.skt.close()
            raise
        self.skt.setblocking(False)
        for size in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.skt.setsockopt(socket.SOL_SOCKET, size, BUFFER_BYTES)
        host, port = self.skt.getsockname()[:2]
        self.uopts.laddress = (host, port)

    def fileno(self) -> int:
        return self.skt.fileno()  # type: ignore[no-any-return]

    def getSIPaddr(self) -> Any:
        host, port = self.uopts.laddress
        return ((self.advertised_host or host, port), self.transport)

    def send_to(self, data: str | bytes, address: tuple[str, int], delayed: bool = False) -> None:
        host = self.locate(address[0])
        if host is None:
            return
        payload = data if isinstance(data, bytes) else data.encode()
        try:
            self.skt.sendto(payload, (host, address[1] or 5060))
        except OSError:
            # A full buffer or an unreachable peer: to SIP both are a lost packet, and it retransmits.
            return

    def read(self) -> None:
        """Take what has come, but not more than a turn's worth."""
        for _ in range(MOST_A_TURN):
            try:
                data, address = self.skt.recvfrom(MOST_BYTES)
            except BlockingIOError:
                return
            except OSError:
                continue
            self.handle_read(data, Remote_address(address, self.transport), MonoTime())
