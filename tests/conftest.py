"""What every test may use."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings

from ringback.base.kit import clock
from ringback.core.promises.keeper import Keeper
from tests.servers import emptied, files_found, migrated

# How long an example takes says nothing of the rule: other tests run beside it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Every client of a test begins the middleware anew, which would look for the same files each time.
files_found.once()
emptied.after_each()

_KEEPERS = pytest.StashKey[list[Keeper]]()


@pytest.fixture
def moment() -> Iterator[clock.SettableClock]:
    """A clock that stands at noon of an ordinary Wednesday until the test moves it."""
    settable = clock.SettableClock(datetime(2026, 3, 11, 12, 0, tzinfo=UTC))
    with clock.use(settable):
        yield settable


@pytest.fixture(autouse=True)
def _keepers_noted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Note the keepers a test begins."""
    begun = request.node.stash.setdefault(_KEEPERS, [])
    begin = Keeper.__init__

    def noted(keeper: Keeper) -> None:
        begin(keeper)
        begun.append(keeper)

    monkeypatch.setattr(Keeper, "__init__", noted)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close the keepers a test began before anything of it is torn down: their threads have the database open."""
    for keeper in item.stash.get(_KEEPERS, []):
        keeper.close()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Let the tests' database begin as a copy of one of this release. It goes with the run's folder or server."""
    names = connection.settings_dict
    name = names["TEST"]["NAME"] or f"test_{names['NAME']}"
    if connection.vendor == "postgresql":
        migrated.copy_database(os.environ["RINGBACK_DATABASE_URL"], name)
    else:
        migrated.copy_file(Path(name))
    return True
