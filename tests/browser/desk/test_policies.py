"""The policy pages in a browser: accessible, as wide as the screen, and a policy said in words while it is typed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ringback.base.accounts.models import Member
from ringback.base.kit import clock
from ringback.core.promises import services as promises
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check

# whitenoise reads a static file in one piece, which Django remarks upon beside an event loop.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous")

PAGE = "/policies/website.callback/"


@pytest.mark.parametrize("look", LOOKS)
def test_pages(desk: Desk, look: str) -> None:
    office = desk.office
    owner, leaver = office.actor("owner"), office.actor("agent")
    person = office.person(LONG)
    for hours in (1, 2):
        promises.make(
            promises.Draft(
                organisation_id=owner.organisation_id,
                door="website",
                kind="website.callback",
                channel="voice",
                due_at=clock.now() + timedelta(hours=hours),
                person_id=person.pk,
                owner_id=leaver.member_id,
            )
        )
    Member.objects.filter(pk=leaver.member_id or 0).update(active=False)
    page = desk.page(owner, **LOOKS[look])
    paths = ("/policies/", PAGE, "/promises/left/", f"/promises/of/{leaver.member_id}/", "/team/")
    assert [line for path in paths for line in check(page, path)] == []


def test_a_policy_is_said_in_words_while_it_is_typed(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), PAGE)
    words = page.locator("#words")
    expect(words).to_contain_text("Twice (after 2 minutes, then 10 minutes) if busy or nobody answers")
    page.get_by_label("Busy").fill("5, 5")
    expect(words).to_contain_text("Twice after 5 minutes if busy")
    step = page.get_by_role("group", name="Step 1")
    step.get_by_label("Then").select_option("next")
    expect(words).to_contain_text("then the next manager")
    page.get_by_label("Busy").fill("soonish")
    expect(words).to_contain_text("“soonish” is no stretch of time")
    page.get_by_label("Busy").fill("5, 5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your own")).to_be_visible()
