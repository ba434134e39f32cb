"""What telephony tests share: a house with an engine, sipp phones, and a real rtpengine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.rtpengine import Rtpengine
from tests.telephony.house import House
from tests.telephony.sipp import SippPhone


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.stop()


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Callable[..., SippPhone]]:
    """Start a sipp phone with these steps."""
    phones: list[SippPhone] = []

    def start(steps: str, **options: Any) -> SippPhone:
        made = SippPhone(tmp_path, steps, **options)
        phones.append(made)
        return made.start()

    yield start
    for made in phones:
        made.stop()


@pytest.fixture
def rtpengine() -> Iterator[Rtpengine]:
    server = Rtpengine().start()
    yield server
    server.close()
