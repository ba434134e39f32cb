"""A running demo, and pages that keep what their console complained about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Browsing
from tests.servers.demo import Demo


@pytest.fixture
def demo() -> Iterator[Demo]:
    """A demo in a new folder, not running yet."""
    demo = Demo()
    yield demo
    demo.discard()


class Watched:
    """Opens pages and gathers every error of theirs, violations of a content security policy among them."""

    def __init__(self, browsing: Browsing) -> None:
        self._browsing = browsing
        self.complaints: list[str] = []

    def page(self, url: str, **options: object) -> Page:
        page = self._browsing.page(**options)
        page.set_default_timeout(45_000)
        page.on(
            "console", lambda message: message.type == "error" and self.complaints.append(f"{page.url}: {message.text}")
        )
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(url)
        return page


@pytest.fixture
def watched(browsing: Browsing) -> Watched:
    return Watched(browsing)
