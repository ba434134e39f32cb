"""A running rtpengine for every test here, and phones that are hung up afterwards."""

from collections.abc import Callable, Iterator

import pytest

from tests.integration.media.parts import Connected, Phone


@pytest.fixture
def rtpengine() -> Iterator[Connected]:
    running = Connected()
    running.start()
    try:
        running.wait_for("back")
        yield running
    finally:
        running.close()


@pytest.fixture
def phone() -> Iterator[Callable[..., Phone]]:
    phones: list[Phone] = []

    def pick_up(hertz: float, payload_type: int = 0) -> Phone:
        phones.append(Phone(hertz, payload_type))
        return phones[-1]

    yield pick_up
    for each in phones:
        each.hang_up()
