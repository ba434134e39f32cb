"""A house where anybody may look for work: its pages, and browsers in which people have signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page

from ringback.base.accounts.models import User
from ringback.project.mounting import PublicPaths
from tests.browser.conftest import REPLACED, Browsing
from tests.integration.accounts import scene
from tests.servers.web import web

# A refusal that a test wants to see is one.
MEANT = (*REPLACED, "Failed to load resource: the server responded")


@pytest.fixture(scope="module")
def address(chromium: Browser) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, web(PublicPaths([], "")) as found:
        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        with override_settings(PUBLIC_URL=found, SEEKERS_OPEN=True):
            yield found


@dataclass
class Seekers:
    """Opens pages, and hears what they complain of."""

    address: str
    browsing: Browsing
    complaints: list[str] = field(default_factory=list)

    def page(self, user: User, path: str, **options: Any) -> Page:
        """A page of a browser in which `user` has signed in."""
        client = Client()
        client.force_login(user)
        context = self.browsing.context(base_url=self.address, **options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(MEANT):
            self.complaints.append(line.text)


@pytest.fixture
def beside_a_loop() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def seekers(beside_a_loop: None, transactional_db: None, address: str, browsing: Browsing) -> Iterator[Seekers]:
    """In an installation that an organisation has set up; at the end no page may have complained."""
    scene.organisation("Tents & Co")
    made = Seekers(address, browsing)
    yield made
    for context in browsing.contexts:
        context.close()
    browsing.contexts.clear()
    assert made.complaints == []
