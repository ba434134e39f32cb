"""The stub door, the bundle under test, and a shop page with the widget on it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import Browsing
from tests.browser.widget.stub import BUILT, StubDoor

ROOT = Path(__file__).parents[3]


def is_stale() -> bool:
    built = BUILT / "beacon.js"
    sources = [*ROOT.glob("widget/src/**/*"), *ROOT.glob("widget/texts/**/*"), ROOT / "scripts/build_frontend.mjs"]
    return not built.exists() or built.stat().st_mtime < max(source.stat().st_mtime for source in sources)


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The built widget, built again when a source is newer."""
    if is_stale():
        node = shutil.which("node")
        assert node, "Node builds the widget: install it, then run `npm ci`"
        subprocess.run([node, "scripts/build_frontend.mjs", "widget"], cwd=ROOT, check=True, timeout=120)
    return BUILT / "beacon.js"


@pytest.fixture
def door(bundle: Path) -> Iterator[StubDoor]:
    door = StubDoor()
    door.start()
    yield door
    door.stop()


@pytest.fixture
def page_errors() -> list[Error]:
    """What scripts of the visited pages threw and nobody caught."""
    return []


@pytest.fixture
def visit(browsing: Browsing, door: StubDoor, page_errors: list[Error]) -> Callable[..., Page]:
    """Opens the shop and waits for the widget's button."""

    def open_shop(**options: Any) -> Page:
        page = browsing.page(**options)
        page.on("pageerror", lambda error: page_errors.append(error))
        page.goto(door.shop)
        page.locator("ringback-widget .pill").wait_for()
        return page

    return open_shop
