"""Many promises at once in a browser: ticked by key, looked at and confirmed, on every kind of screen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ringback.base.kit import clock
from ringback.core.promises.models import Promise
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check

# whitenoise reads a static file in one piece, which Django remarks upon beside an event loop.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous")


@pytest.mark.parametrize("look", LOOKS)
def test_two_are_ticked_by_key_and_moved(desk: Desk, look: str) -> None:
    owner = desk.office.actor("owner")
    rows = [
        desk.office.promise(clock.now() + timedelta(hours=n), person=desk.office.person(LONG, f"+49151999999{n}"))
        for n in (1, 2, 3)
    ]
    late = desk.office.promise(clock.now() - timedelta(days=9))
    page = desk.page(owner, **LOOKS[look])
    assert check(page, "/desk/promises/") == []
    for key in ("j", "x", "j", "x", "k"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_role("button", name="The ticked ones").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 promises")
    page.locator("#move").get_by_label("How far").select_option("week")
    page.locator("#move").get_by_label("Reason").fill("The shop is closed")
    page.locator("#move").get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("1 still in the past after that")).to_be_visible()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("1 promise was changed.")).to_be_visible()
    moved = Promise.objects.get(pk=rows[0].pk)
    assert moved.due_at - rows[0].due_at == timedelta(weeks=1)
    assert Promise.objects.get(pk=late.pk).due_at == late.due_at
