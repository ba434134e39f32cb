"""Somebody applies in a browser: what fits is asked, what it costs is said, what is wrong is marked."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from playwright.sync_api import expect

from ringback.base.kit import clock
from ringback.doors.allocation.campaigns.services import QuestionValues
from ringback.doors.allocation.entries.models import Draft, Entry
from tests.browser.desk.conftest import PHONE, WIDE, Desk
from tests.browser.desk.test_access import LONG, check, found_by_axe
from tests.integration.allocation.applying import REGIONS, campaign
from tests.waiting import until


def test_from_a_draft_to_the_page_of_thanks(desk: Desk) -> None:
    owner, day = desk.office.actor("owner"), clock.now().date() + timedelta(days=5)
    regions = [replace(one, closes_on=day) for one in REGIONS]
    facts = campaign(owner, QuestionValues(LONG, "text", help=LONG), regions=regions)
    page = desk.page(owner, f"/apply/{facts.token}/", **WIDE)
    expect(page.get_by_text("How many?")).to_be_hidden()
    page.get_by_label("Country you live in").select_option("JP")
    page.get_by_label("Red").check()
    expect(page.locator("#price")).to_contain_text("€116,050.00")
    page.get_by_label("Name").fill("Jo")
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_role("alert")).to_contain_text("opens your draft again")
    page.get_by_label("Yes").check()
    page.get_by_label("How many?").fill("3")
    until(lambda: '"3"' in Draft.objects.get().content)
    page.get_by_role("combobox", name="Language").select_option("de")
    expect(page.get_by_label("Ja")).to_be_checked()
    page.get_by_role("button", name="Bewerbung senden").last.click()
    expect(page.locator("p.invalid-feedback")).to_have_count(2)
    assert found_by_axe(page) == []
    desk.complaints[:] = [line for line in desk.complaints if "422" not in line]
    page.get_by_label("E-Mail-Adresse").fill("jo@example.org")
    page.get_by_label("Ich bin einverstanden").check()
    page.get_by_role("button", name="Bewerbung senden").last.click()
    expect(page.get_by_role("heading", name="Danke, wir haben Ihre Bewerbung.")).to_be_visible()
    entry = Entry.objects.get()
    assert (entry.name, entry.region.name, entry.language, entry.score) == ("Jo", "Asia", "de", Decimal(35))
    assert not Draft.objects.exists()
    phone = desk.page(owner, "/", **PHONE, color_scheme="dark")
    status = reverse("apply:status", args=[entry.token])
    paths = [f"/apply/{facts.token}/?language=ar", status, f"/allocation/entries/{entry.pk}/"]
    assert [line for path in [*paths, f"/allocation/{facts.id}/known/"] for line in check(phone, path)] == []
