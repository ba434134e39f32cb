"""What the public routes of one web process share: writer, readers, streams, proxies, and a limit on everything."""

from collections.abc import Iterable

from ringback.base.edge.addresses import Proxies, household
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.readers import Readers
from ringback.base.edge.streams import Streams
from ringback.base.edge.writer import Writer

MOST_REQUESTS_A_MINUTE = 240


class Machinery:
    """Made once a process by the composition root; `start` and `stop` follow the server's life."""

    def __init__(
        self, trusted_proxies: Iterable[str] = (), most_requests_a_minute: int = MOST_REQUESTS_A_MINUTE
    ) -> None:
        self.proxies = Proxies(trusted_proxies)
        self.writer = Writer()
        self.readers = Readers()
        self.streams = Streams()
        self._all_requests = SlidingLimit(60)
        self._most_requests = most_requests_a_minute

    def start(self) -> None:
        self.writer.start()

    def stop(self) -> None:
        """Write what is queued, then end the threads."""
        self.writer.stop()
        self.readers.stop()

    def check_rate(self, address: str) -> None:
        """Count a request of any kind from `address`. Raises ProblemError 429."""
        wait = self._all_requests.take(household(address), self._most_requests)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)
