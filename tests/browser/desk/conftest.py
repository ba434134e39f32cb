"""A served office and browsers that are signed in to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize

from ringback.base.accounts.services import Actor
from ringback.project.mounting import PublicPaths
from tests.browser.conftest import REPLACED, Browsing
from tests.integration.accounts.scene import signed_in
from tests.integration.desk.office import Office, office
from tests.servers.web import web


class Look(TypedDict, total=False):
    """How a browser shows pages."""

    viewport: ViewportSize
    has_touch: bool
    color_scheme: Literal["light", "dark"]


WIDE: Look = {"viewport": {"width": 1280, "height": 860}}
PHONE: Look = {"viewport": {"width": 390, "height": 800}, "has_touch": True}


@dataclass
class Desk:
    """The office, where it is served, and what its pages complained about."""

    office: Office
    address: str
    browsing: Browsing
    complaints: list[str] = field(default_factory=list)

    def context(self, actor: Actor, **options: Any) -> BrowserContext:
        """A browser of its own in which `actor` has signed in."""
        context = self.browsing.context(base_url=self.address, **{**WIDE, **options})
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": signed_in(actor).cookies[name].value, "url": self.address}])
        return context

    def page(self, actor: Actor, path: str = "/", **options: Any) -> Page:
        """A page of such a browser, its complaints collected."""
        return self.tab(self.context(actor, **options), path)

    def tab(self, context: BrowserContext, path: str) -> Page:
        """One more tab."""
        page = context.new_page()
        self.watch(page)
        page.goto(path)
        return page

    def watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(REPLACED):
            self.complaints.append(line.text)


@pytest.fixture(autouse=True)
def beside_a_loop() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def desk(
    beside_a_loop: None, transactional_db: None, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A desk in the browser; at the end nothing may have complained, a broken content policy least of all."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with web(PublicPaths([], "")) as address:
        made = Desk(office(), address, browsing)
        yield made
        for context in browsing.contexts:
            context.close()
        browsing.contexts.clear()
    assert made.complaints == []
