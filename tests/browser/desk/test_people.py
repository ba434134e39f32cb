"""The people pages in a browser: accessible, as wide as the screen, and what is done there is done."""

import pytest
from playwright.sync_api import Page, expect

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.core.people import services
from ringback.core.people.models import Person
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.integration.people import persons
from tests.integration.people.persons import NUMBER, OTHER_NUMBER

# whitenoise reads a static file in one piece, which Django remarks upon beside an event loop.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous")

ARABIC = "فيرا الطويلة الاسم جداً جداً"


def filled(opened: Organisation, owner: Actor) -> Person:
    """A person of whom everything is known, with a name that is too long, a double, and somebody written from right."""
    vera = persons.known(opened, NUMBER, LONG[:100]).person
    double = services.known_by_email(opened.pk, "vera.double@example.org", name=LONG[:100])
    services.merge(owner, vera.pk, services.known_by_email(opened.pk, "third@example.org", name="Third").pk)
    services.do_not_contact(owner, "voice", NUMBER, LONG)
    services.opt_out(opened.pk, "mail", double.emails.get().address, "offers", "link")
    persons.person(opened, OTHER_NUMBER, ARABIC, "arabic@example.org")
    gone = services.known_by_email(opened.pk, "gone@example.org", name="Gone")
    services.export(owner, gone.pk)
    services.erase(owner, gone.pk, LONG)
    return vera


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    owner = desk.office.actor("owner")
    vera = filled(desk.office.house.organisation, owner)
    base = f"/people/{vera.pk}/"
    page = desk.page(owner, **LOOKS[look])
    pages = ("/people/", base, f"{base}merge/", f"{base}erase/", "/people/no-contact/", "/people/receipts/")
    assert [line for path in (*pages, "/people/retention/") for line in check(page, path)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_empty_pages(desk: Desk, look: str) -> None:
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    pages = ("/people/", "/people/?words=nobody", "/people/no-contact/", "/people/receipts/")
    assert [line for path in pages for line in check(page, path)] == []


def test_somebody_is_found_while_typing(desk: Desk) -> None:
    owner = desk.office.actor("owner")
    filled(desk.office.house.organisation, owner)
    page = desk.page(owner, "/people/")
    page.get_by_label("Name, number or e-mail").press_sequentially("arabic@")
    page.keyboard.press("Enter")
    expect(page.locator("#persons .desk-row")).to_have_count(1)
    page.get_by_role("link", name=ARABIC).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ARABIC)


def test_never_again_merge_and_undo(desk: Desk) -> None:
    owner = desk.office.actor("owner")
    vera = filled(desk.office.house.organisation, owner)
    page = desk.page(owner, f"/people/{vera.pk}/merge/")
    page.get_by_role("button", name="Merge").click()
    _yes(page)
    expect(page.get_by_text("vera.double@example.org")).to_be_visible()
    page.get_by_label("Reason").fill("said so")
    page.get_by_role("button", name="No e-mail").click()
    expect(page.get_by_text("E-mail: never").first).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    _yes(page)
    expect(page.get_by_text("They are two persons again.")).to_be_visible()


def test_an_export_is_downloaded_and_an_erasure_typed(desk: Desk) -> None:
    owner = desk.office.actor("owner")
    made = persons.known(desk.office.house.organisation)
    page = desk.page(owner, f"/people/{made.person.pk}/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    assert waiting.value.suggested_filename.endswith(".zip")
    page.get_by_role("link", name="Erase").click()
    page.get_by_label("Reason, without naming anybody").fill("asked")
    page.get_by_label("Type “Vera Vogel” to confirm").fill("Vera Vogel")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Erased. The receipt is")).to_be_visible()
    assert not Person.objects.exists()


def _yes(page: Page) -> None:
    page.get_by_role("button", name="Yes, do it").click()
