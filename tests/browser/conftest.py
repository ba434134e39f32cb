"""Chromium for every browser test: Debian's own, kept off the network, one process a test session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A busy machine gets its time: what holds on a quiet one is there at once.
expect.set_options(timeout=20_000)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, given without a question, and a way to a media server on this machine.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]


# What htmx says when one refresh takes the place of another under way, or a page is left meanwhile: meant so.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort", "htmx:abort")


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """After the database: Playwright keeps an event loop in this thread, beside which Django would not make one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Browsing:
    """Opens browser contexts and closes them all at the end of a test."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []

    def context(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(**{"locale": "en-GB", "timezone_id": "Europe/Berlin", **options})
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return context

    def page(self, **options: Any) -> Page:
        return self.context(**options).new_page()


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[Browsing]:
    browsing = Browsing(chromium)
    yield browsing
    for context in browsing.contexts:
        context.close()
