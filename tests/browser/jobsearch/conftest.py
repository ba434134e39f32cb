"""A house where anybody may look for work: its pages, and browsers in which people have signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page

from ringback.base.accounts.models import User
from ringback.project.mounting import PublicPaths
from tests.browser.conftest import Browsing
from tests.browser.served import Served
from tests.integration.accounts import scene
from tests.servers.web import web


@pytest.fixture(scope="module")
def address(chromium: Browser) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, web(PublicPaths([], "")) as found:
        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        with override_settings(PUBLIC_URL=found, SEEKERS_OPEN=True):
            yield found


class Seekers(Served):
    """Pages of those who look for work."""

    def page(self, user: User, path: str, **options: Any) -> Page:
        """A page of a browser in which `user` has signed in."""
        client = Client()
        client.force_login(user)
        return self.visit(path, client, **options)


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
    made = Seekers(address=address, browsing=browsing)
    yield made
    made.leave()
