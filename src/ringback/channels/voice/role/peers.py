"""From where calls may come in: the trunks' hosts and addresses, looked up off every thread that serves calls."""

import logging
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import Executor

from ringback.base.kit import clock
from ringback.channels.voice.engine.names import is_address
from ringback.channels.voice.incoming.lines import sources
from ringback.channels.voice.models import Trunk

log = logging.getLogger(__name__)

FRESH_SECONDS = 60.0


class Peers:
    """Which trunks an address belongs to; a carrier's name may stand for many addresses.

    `know(address)` tells the engine to listen to it. `refresh` belongs to the main thread, `trunks_at` to any.
    """

    def __init__(self, executor: Executor, know: Callable[[str], None]) -> None:
        self._executor = executor
        self._know = know
        self._found: dict[str, tuple[str, ...]] = {}
        self._asked_at: dict[str, float] = {}
        self._trunks: Mapping[int, list[str]] = {}

    def refresh(self) -> None:
        """Read the trunks, and have the names looked up that were not for a minute."""
        rows = Trunk.objects.filter(active=True, answers=True).only("id", "host", "comes_from")
        self._trunks = {row.pk: sources(row) for row in rows}
        now = clock.monotonic()
        for host in {host for hosts in self._trunks.values() for host in hosts}:
            if is_address(host):
                self._learn(host, (host,))
            elif now - self._asked_at.get(host, -FRESH_SECONDS) >= FRESH_SECONDS:
                self._asked_at[host] = now
                self._executor.submit(self._look_up, host)

    def trunks_at(self, address: str) -> list[int]:
        """The trunks whose calls come from that address."""
        return [
            trunk_id
            for trunk_id, hosts in self._trunks.items()
            if any(address in self._found.get(host, ()) for host in hosts)
        ]

    def _look_up(self, host: str) -> None:
        try:
            answers = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
        except OSError:
            log.warning("a trunk's host has no address now")
            return
        self._learn(host, tuple({str(answer[4][0]) for answer in answers}))

    def _learn(self, host: str, addresses: tuple[str, ...]) -> None:
        if self._found.get(host) == addresses:
            return
        self._found[host] = addresses
        for address in addresses:
            self._know(address)
