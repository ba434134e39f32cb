"""The desk in a browser, as for the pages of the desk itself, and a works of its own for each story."""

from collections.abc import Iterator

import pytest

from ringback.base.kit import clock
from tests.browser.allocation.works import Works, surroundings
from tests.browser.conftest import Browsing
from tests.browser.desk.conftest import beside_a_loop, desk

__all__ = ["beside_a_loop", "desk"]


@pytest.fixture
def works(beside_a_loop: None, transactional_db: None, browsing: Browsing) -> Iterator[Works]:
    """Served, with its mail caught; at the end no page may have complained."""
    moved = clock.OffsetClock()
    with clock.use(moved), surroundings() as around:
        made = Works(address=around.address, browsing=browsing, time=moved, post=around.post)
        yield made
        made.leave()
