"""What every test may use."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from ringback.base.kit import clock
from ringback.core.promises.keeper import Keeper


@pytest.fixture
def moment() -> Iterator[clock.SettableClock]:
    """A clock that stands at noon of an ordinary Wednesday until the test moves it."""
    settable = clock.SettableClock(datetime(2026, 3, 11, 12, 0, tzinfo=UTC))
    with clock.use(settable):
        yield settable


@pytest.fixture(autouse=True)
def _keepers_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the keepers a test began: their threads would go on with sessions of the database open."""
    begun: list[Keeper] = []
    begin = Keeper.__init__

    def noted(keeper: Keeper) -> None:
        begin(keeper)
        begun.append(keeper)

    monkeypatch.setattr(Keeper, "__init__", noted)
    yield
    for keeper in begun:
        keeper.close()


_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End the sessions of threads that a test left hanging, as handlers do: a database in use cannot be dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(_OTHERS)
