"""A house in full swing with a backup of it, made once; and as many empty houses as a test wants."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.backups.house import House, Street


@dataclass(frozen=True)
class Kept:
    """The house, what is in it, and where its backups and their keys lie."""

    house: House
    settled: dict[str, Any]
    shelf: Path
    keys: Path


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    street = Street(tmp_path_factory.mktemp("street"))
    yield street
    street.clear()


@pytest.fixture
def empty(street: Street) -> House:
    return street.house()


@pytest.fixture(scope="session")
def original(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Nobody changes it."""
    folder, house = tmp_path_factory.mktemp("backups"), street.migrated()
    settled = house.does("settle")
    house.well("backup", folder / "shelf", "--keys", folder / "keys")
    return Kept(house, settled, folder / "shelf", folder / "keys")


@pytest.fixture
def kept(original: Kept, tmp_path: Path) -> Kept:
    """The backup of it, to be harmed."""
    shutil.copytree(original.shelf, tmp_path / "shelf")
    shutil.copytree(original.keys, tmp_path / "keys")
    return Kept(original.house, original.settled, tmp_path / "shelf", tmp_path / "keys")


@pytest.fixture
def another(street: Street) -> House:
    """A second empty house."""
    return street.house()
