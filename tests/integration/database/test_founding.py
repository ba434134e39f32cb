"""An empty database is founded in one step: whole or not at all, and once, whoever else comes at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.backups.house import House, Street

TABLES = "tests.integration.rolling.tables"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    street = Street(tmp_path)
    yield street.house()
    street.clear()


def test_it_is_done_whole_and_once(empty: House) -> None:
    assert empty.does("killed_before_the_end", module=TABLES) == []
    with ThreadPoolExecutor(2) as two:
        one, other = two.map(lambda house: house.does("founded", module=TABLES), [empty, empty])
    assert one == other > 100
    empty.well("manage", "migrate", "--check")
