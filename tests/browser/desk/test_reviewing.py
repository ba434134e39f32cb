"""Scores and comments in a browser: a comment stands on the time axis, and a click plays there; everyone can use it."""

import pytest
from playwright.sync_api import Page, expect

from ringback.channels.voice.reviewing import services
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.waiting import until


def stands_at(page: Page) -> float:
    return float(page.locator("audio[data-recording]").evaluate("audio => audio.currentTime"))


@pytest.mark.parametrize("look", LOOKS)
def test_pages(desk: Desk, look: str) -> None:
    place = desk.office
    call = place.call()
    place.recording(call, 20.0)
    lead = place.actor("owner")
    page = desk.page(lead, "/scores/", **LOOKS[look])
    assert check(page, "/scores/") == []
    services.comment(lead, call.call_id, 12.0, LONG * 2)
    services.review(lead, call.call_id, None, [1, 2, 3, 4, None], LONG)
    paths = (f"/calls/{call.call_id}/", "/scores/", "/scorecards/", "/scorecards/new/")
    assert [line for path in paths for line in check(page, path)] == []
    page.goto(f"/calls/{call.call_id}/#score")
    assert check(page, f"/calls/{call.call_id}/#score") == []


def test_a_comment_on_the_axis_plays_there(desk: Desk) -> None:
    place = desk.office
    call = place.call()
    place.recording(call, 20.0)
    page = desk.page(place.actor("lead"), f"/calls/{call.call_id}/")
    page.locator("audio[data-recording]").evaluate("audio => { audio.muted = true; audio.currentTime = 12.4; }")
    expect(page.get_by_label("At", exact=True)).to_have_value("0:12")
    page.get_by_label("Comment", exact=True).fill("Here she could have asked back")
    page.get_by_role("button", name="Comment").click()
    mark = page.locator("circle.axis-comment")
    expect(mark).to_have_count(1)
    page.locator("audio[data-recording]").evaluate("audio => { audio.muted = true; }")
    mark.click()
    until(lambda: 12.0 <= stands_at(page) < 16.0)
    page.get_by_role("button", name="Play from 0:12").press("Enter")
    until(lambda: 12.0 <= stands_at(page) < 16.0)
