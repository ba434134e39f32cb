"""Whose turn it is: an endpoint that answers slowly must not hold all the threads that others wait for."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from ringback.base.kit import clock
from ringback.channels.messages.webhooks import rules

_lock = threading.Lock()
_begun: defaultdict[int, list[float]] = defaultdict(list)


def slow(endpoint_id: int) -> int:
    """How many requests to the endpoint wait for slow answers in this process."""
    at = clock.monotonic()
    return sum(at - began >= rules.SLOW_SECONDS for began in list(_begun.get(endpoint_id, ())))


@contextmanager
def turn(endpoint_id: int) -> Iterator[bool]:
    """Within it the endpoint may be asked, if True: not while so many other requests to it wait for slow answers."""
    began = clock.monotonic()
    with _lock:
        under_way = _begun[endpoint_id]
        mine = slow(endpoint_id) < rules.MOST_SLOW
        if mine:
            under_way.append(began)
    try:
        yield mine
    finally:
        with _lock:
            if mine:
                under_way.remove(began)
            if not under_way:
                _begun.pop(endpoint_id, None)
