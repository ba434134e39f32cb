"""An offer to many in a browser: written, seen, counted, sent and followed, on every kind of screen."""

import pytest
from playwright.sync_api import expect

from ringback.channels.messages.models import Message, OfferCampaign
from ringback.channels.messages.offers import making
from ringback.core.people import services as people
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check

# whitenoise reads a static file in one piece, which Django remarks upon beside an event loop.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous")


def agreed(desk: Desk, name: str, address: str) -> None:
    person = people.known_by_email(desk.office.house.organisation.pk, address, name=name)
    people.record_consent(person, purpose="offers", text="May we write to you?", version="1")


@pytest.mark.parametrize("look", LOOKS)
def test_an_offer_from_the_first_word_to_the_last_figure(desk: Desk, look: str) -> None:
    lead = desk.office.actor("lead")
    people.known_by_email(desk.office.house.organisation.pk, "silent@example.org", name="Silent")
    agreed(desk, "Mira", "mira@example.org")
    agreed(desk, LONG[:100], "long@example.org")
    page = desk.page(lead, **LOOKS[look])
    assert check(page, "/offers/") == []
    page.get_by_role("link", name="Write an offer").click()
    frame = page.frame_locator(".message-frame")
    first = page.locator("#texts-form details[open]")
    first.get_by_label("Subject").fill("Half price for {{ name }}")
    first.get_by_label("Text").fill("All tents go.")
    expect(frame.locator("body > p")).to_have_text("Half price for Mira Novak")
    expect(frame.get_by_text("All tents go.")).to_be_visible()
    expect(page.get_by_text("2 people would get it now.")).to_be_visible()
    page.get_by_label("Asked for a call on").select_option("any")
    expect(page.get_by_text("Nobody would get it now.")).to_be_visible()
    page.get_by_label("Asked for a call on").select_option("")
    page.get_by_label("At most so many an hour").fill("1")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("have not agreed to offers")).to_be_visible()
    row = OfferCampaign.objects.get()
    path = f"/offers/{row.public_id}/"
    assert [line for one in (path, f"{path}send/") for line in check(page, one)] == []
    page.get_by_role("button", name="Send it to 2 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Half price for {{ name }}")
    while making.go_on(row.pk):
        pass
    Message.objects.filter(person__name="Mira").update(state="sent")
    assert check(page, path) == []
    expect(page.get_by_text("Being sent")).to_be_visible()
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("Being stopped")).to_be_visible()
    while making.go_on(row.pk):
        pass
    Message.objects.filter(state="waiting").update(state="cancelled")
    expect(page.locator("#offer-live").get_by_text("Stopped")).to_be_visible()
    assert check(page, "/offers/") == []
