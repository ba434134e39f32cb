"""Keeper processes, all ended after the test, and a table for their traces."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from ringback.base.accounts.models import Organisation
from tests.faults.promises import handlers
from tests.faults.promises.keepers import KeeperProcess

Keepers = Callable[[], KeeperProcess]


@pytest.fixture
def organisation(transactional_db: None) -> Iterator[Organisation]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {handlers.TABLE} (promise_id bigint NOT NULL, key varchar(80) NOT NULL)")
    yield Organisation.objects.create(name="Tents & Co")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {handlers.TABLE}")


@pytest.fixture
def keepers(organisation: Organisation, tmp_path: Path) -> Iterator[Keepers]:
    started: list[KeeperProcess] = []

    def start() -> KeeperProcess:
        started.append(KeeperProcess(tmp_path))
        return started[-1]

    yield start
    for keeper in started:
        keeper.kill()
