"""A running demo, and pages that keep what their console complained about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import REPLACED, Browsing
from tests.servers.demo import Demo


@pytest.fixture
def demo() -> Iterator[Demo]:
    """A demo in a new folder, not running yet."""
    demo = Demo(empty=True)
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
        page.on("console", lambda message: self._complain(page, message.text, message.type == "error"))
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.goto(url)
        return page

    def _complain(self, page: Page, text: str, is_one: bool = True) -> None:
        if is_one and not text.startswith(REPLACED):
            self.complaints.append(f"{page.url}: {text}")


@pytest.fixture
def watched(browsing: Browsing) -> Watched:
    return Watched(browsing)
