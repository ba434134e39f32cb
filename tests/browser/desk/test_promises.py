"""What is to be done, in a browser: a promise's page and the figure are accessible, and one key does what is meant."""

from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.core.promises.models import Promise
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.integration.desk.office import Office
from tests.waiting import until


def lived(office: Office) -> Promise:
    """An office with promises kept, late and waiting; gives back one that is due."""
    now = clock.now()
    for weeks in range(5):
        closed = now - timedelta(weeks=weeks, hours=1)
        for late in (0, 0, weeks % 2):
            due = closed - timedelta(hours=late)
            office.promise(due, state="kept", closed_at=closed, deadline_at=due + timedelta(minutes=1), wake_at=None)
    office.promise(now - timedelta(hours=2), automatic=False)
    waiting = office.promise(now + timedelta(minutes=20), automatic=False)
    assert waiting.person is not None
    waiting.person.name = LONG
    waiting.person.save()
    return waiting


@pytest.mark.parametrize("look", LOOKS)
def test_pages(desk: Desk, look: str) -> None:
    due = lived(desk.office)
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    paths = ("/", f"/desk/promise/{due.pk}/", f"/desk/promise/{due.pk}/#snooze", "/insight/kept/")
    assert [line for path in paths for line in check(page, path)] == []


def test_a_refresh_leaves_one_at_the_row_where_one_was(desk: Desk) -> None:
    lived(desk.office)
    page = desk.page(desk.office.actor("owner"))
    page.keyboard.press("j")
    page.evaluate("document.getElementById('today').classList.add('before')")
    doorbell.ring("desk", organisation=desk.office.house.organisation.pk, what="today")
    expect(page.locator("#today:not(.before)")).to_be_visible()
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Overdue")).to_have_count(0)


def test_what_one_does_is_done_while_the_list_is_fetched_again(desk: Desk) -> None:
    lived(desk.office)
    page = desk.page(desk.office.actor("owner"))
    held: list[Route] = []
    page.route("**/desk/today/", lambda route: held.append(route), times=1)
    page.evaluate("for (const part of ['today', 'calls']) document.body.dispatchEvent(new Event(`desk:${part}`))")
    until(lambda: page.title() and held)
    page.keyboard.press("j")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("d")
    held[0].continue_()
    expect(page.get_by_role("heading", name="Overdue")).to_have_count(0)


def test_keys_do_what_is_done_most(desk: Desk) -> None:
    due = lived(desk.office)
    page = desk.page(desk.office.actor("owner"))
    expect(page.get_by_role("heading", name="Overdue")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Overdue")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.get_by_label("Until").press("ArrowDown")
    expect(page.get_by_label("Until")).to_have_value("afternoon")
    page.get_by_label("Reason").first.fill("She is on a train")
    page.locator("#snooze").get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("It comes back on")).to_be_visible()
    moved = Promise.objects.get(pk=due.pk)
    assert moved.due_at > due.due_at
