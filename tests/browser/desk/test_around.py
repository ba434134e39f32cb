"""The call at one's own phone, in a browser: it comes up on any page, one key says what it came to, no word is lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from ringback.base.database import doorbell
from ringback.channels.voice.models import Call
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.integration.desk.test_around import over, rung, taken
from tests.integration.desk.test_missed import lost
from tests.waiting import until


def ring(desk: Desk) -> None:
    doorbell.ring("desk", organisation=desk.office.house.organisation.pk, what="calls")


def note_of(call: Call) -> str:
    return Call.objects.values_list("note", flat=True).get(pk=call.pk)


@pytest.mark.parametrize("look", LOOKS)
def test_missed_calls_are_for_everyone(desk: Desk, look: str) -> None:
    actor = desk.office.actor("owner")
    desk.office.answers_as(actor)
    page = desk.page(actor, **LOOKS[look])
    assert check(page, "/missed/") == []
    assert check(page, "/my-calls/") == []
    desk.office.call(ago=5, note=LONG, disposition="success", person=desk.office.person(LONG, "+4915177777777"))
    assert check(page, "/my-calls/") == []
    given_up = lost(desk.office, desk.office.person(LONG, "+4915188888888"))
    assert check(page, "/missed/") == []
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_label("Done because")).to_be_focused()
    assert check(page, f"/missed/{given_up.pk}/") == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_card_is_for_everyone(desk: Desk, look: str) -> None:
    actor = desk.office.actor("owner")
    call = rung(desk.office, actor, desk.office.person(LONG, "+4915188888888"))
    page = desk.page(actor, **LOOKS[look])
    assert check(page, "/") == []
    taken(call)
    assert check(page, "/groups/") == []
    assert check(page, f"/calls/{call.call_id}/") == []


def test_it_comes_up_where_one_is_and_one_key_closes_it(desk: Desk) -> None:
    actor = desk.office.actor("owner")
    desk.office.answers_as(actor)
    page = desk.page(actor, "/trunks/")
    card = page.locator("#pop")
    expect(card).to_be_hidden()
    call = rung(desk.office, actor, desk.office.person("Eva", "+4915188888888"))
    ring(desk)
    expect(card.get_by_text("Your phone rings")).to_be_visible()
    expect(card.get_by_text("Tents online")).to_be_visible()
    taken(call)
    ring(desk)
    expect(card.get_by_text("Talking")).to_be_visible()
    typed(page, "Wants the family tent")
    over(call)
    ring(desk)
    expect(card.get_by_text("What came of it?")).to_be_visible()
    expect(page.locator("#pop-note")).to_be_focused()
    page.keyboard.type(" by Friday")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(card).to_be_hidden()
    until(lambda: note_of(call) == "Wants the family tent by Friday")
    assert Call.objects.get(pk=call.pk).disposition == "follow_up"


def typed(page: Page, text: str) -> None:
    page.locator("#pop-note").click()
    page.keyboard.type(text)


def test_no_word_is_lost_while_the_server_is_away(desk: Desk) -> None:
    call = desk.office.call()
    page = desk.page(desk.office.actor("owner"), f"/calls/{call.call_id}/")
    note = page.get_by_label("Note")

    def away(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/typed/", away)
    note.fill("She asked for the blue one")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    page.unroute("**/typed/", away)
    page.reload()
    expect(note).to_have_value("She asked for the blue one")
    until(lambda: note_of(call) == "She asked for the blue one")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(note).to_have_value("She asked for the blue one")
    desk.complaints.clear()  # Chromium's own line about the refused connection
