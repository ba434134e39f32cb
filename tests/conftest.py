"""What every test may use."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ringback.base.kit import clock


@pytest.fixture
def moment() -> Iterator[clock.SettableClock]:
    """A clock that stands at noon of an ordinary Wednesday until the test moves it."""
    settable = clock.SettableClock(datetime(2026, 3, 11, 12, 0, tzinfo=UTC))
    with clock.use(settable):
        yield settable
