"""One house's surroundings for all stories of a module, and a firm of its own for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from ringback.base.kit import clock
from tests.browser.conftest import Browsing
from tests.browser.hiring.house import WEDNESDAY, House, Surroundings, surroundings
from tests.integration.accounts import scene
from tests.integration.voice.lines import phones, voices

__all__ = ["phones", "voices"]


@pytest.fixture(scope="module")
def around(chromium: Browser) -> Iterator[Surroundings]:
    with surroundings() as found:
        yield found


@pytest.fixture
def beside_a_loop() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def house(beside_a_loop: None, transactional_db: None, around: Surroundings, browsing: Browsing) -> Iterator[House]:
    """A firm; at the end no page may have complained."""
    around.post.mails.clear()
    moved = clock.OffsetClock()
    with clock.use(moved):
        organisation, owner = scene.organisation("Tents & Co")
        made = House(
            address=around.address, browsing=browsing, time=moved, around=around, organisation=organisation, owner=owner
        )
        made.move_to(WEDNESDAY)
        yield made
        made.leave()
