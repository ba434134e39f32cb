"""Few cars, seven thousand who want one: who is in time, who decides about whom, who hears what, and what is signed."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.record.models import Deed
from tests.browser.allocation.works import Works, applied, link_in
from tests.browser.desk.conftest import PHONE
from tests.browser.desk.test_access import check, found_by_axe
from tests.integration.accounts import scene
from tests.integration.allocation.applying import MAY, campaign
from tests.integration.allocation.decided import decided


def _apply(works: Works, path: str, country: str) -> Page:
    page = works.stranger(path)
    page.get_by_label("Country you live in").select_option(country)
    page.get_by_label("Name").fill(f"Somebody in {country}")
    page.get_by_label("E-mail address").fill(f"late.{country.lower()}@example.org")
    page.get_by_label("Yes").check()
    page.get_by_label("How many?").fill("1")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send the application").last.click()
    return page


def test_seven_thousand_want_one_of_five_hundred(works: Works) -> None:
    works.move_to(MAY)
    organisation, owner = scene.organisation("Sports Cars")
    facts = campaign(owner)
    applied(facts, {"DE": 3400, "JP": 3600}, owners=502)
    europe, _asia = facts.regions
    reviewer = scene.member(organisation, "regional_reviewer", "region", europe.id)
    office = scene.member(organisation, "head_office", "campaign", facts.id)

    works.move_to(datetime(2026, 5, 20, 12, tzinfo=UTC))
    late = _apply(works, f"/apply/{facts.token}/", "DE")
    expect(late.get_by_role("alert")).to_contain_text("Applications from Europe closed at the end of 12 May 2026")
    assert found_by_axe(late) == []
    taken = _apply(works, f"/apply/{facts.token}/", "JP")
    expect(taken.get_by_role("heading", name="Thank you, we have your application.")).to_be_visible()
    assert Entry.objects.filter(region_id=europe.id).count() == 3400 and Entry.objects.count() == 7001

    works.move_to(datetime(2026, 5, 25, 12, tzinfo=UTC))
    page = works.page(reviewer, f"/allocation/{facts.id}/review/")
    hint = page.locator("form.allot-form > p.desk-hint")
    expect(hint).to_contain_text("3400 entries")
    page.get_by_label("Points from").fill("25")
    page.get_by_label("Points from").press("Enter")
    expect(hint).to_contain_text("502 entries")
    for key in ("j", "x", "j", "f"):
        page.keyboard.press(key)
    expect(page.get_by_text("Done to 1 entry.")).to_be_visible()
    page.get_by_label("All 502 that are listed, on every page").press("Space")
    page.get_by_role("button", name="Forward", exact=True).first.press("Enter")
    expect(page.get_by_text("Done to 501 entries.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.get_by_text("I have an interest here").press("Enter")
    page.get_by_label("Why", exact=True).fill("My sister")
    page.get_by_role("button", name="Step aside").press("Enter")
    expect(page.get_by_text("You stepped aside")).to_be_visible()
    expect(hint).to_contain_text("3399 entries")

    page = works.page(office, f"/allocation/{facts.id}/review/")
    hint = page.locator("form.allot-form > p.desk-hint")
    expect(hint).to_contain_text("501 entries")
    unseen = Entry.objects.filter(region_choice=None).first()
    assert unseen is not None
    assert page.request.get(reverse("allocation:entry", args=[unseen.pk])).status == 403
    page.get_by_label("All 501 that are listed, on every page").press("Space")
    page.get_by_role("button", name="Give places").press("Enter")
    expect(page.get_by_text("500 places are left, and more are chosen: choose fewer.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.get_by_text("Done to 1 entry.")).to_be_visible()
    page.get_by_label("All 501 that are listed, on every page").press("Space")
    page.get_by_role("button", name="Give places").press("Enter")
    expect(page.get_by_text("499 places are left, and more are chosen: choose fewer.")).to_be_visible()
    assert found_by_axe(page) == []
    phone = works.page(office, "/", **PHONE, color_scheme="dark")
    names = ("review", "decision", "answers", "record")
    assert [line for name in names for line in check(phone, reverse(f"allocation:{name}", args=[facts.id]))] == []


def test_published_signed_passed_on_and_on_record(works: Works) -> None:
    works.move_to(MAY)
    found = decided()
    first, second, third = found.entries[:3]
    works.keep()
    page = works.page(found.office, reverse("allocation:answers", args=[found.campaign.pk]))
    page.get_by_label("To all others").fill("Visit us in summer.")
    page.get_by_role("button", name="Prepare and look").click()
    expect(page.get_by_text("Prepared. Nothing has gone out: look at it first.")).to_be_visible()
    for one in page.get_by_role("main").locator("details > summary").all()[1:]:
        one.click()
    expect(page.get_by_text("Visit us in summer.").first).to_be_visible()
    works.keep()
    guest = works.stranger(reverse("apply:status", args=[first.token]))
    expect(guest.get_by_role("main")).to_contain_text("nobody is told anything")
    expect(guest.get_by_role("link", name="Our answer")).to_have_count(0)
    assert works.post.mails == []

    works.move_to(MAY + timedelta(days=1))
    page.get_by_label("I have looked at the answers").check()
    page.get_by_role("button", name="Publish 7 answers now").click()
    expect(page.get_by_text("Published. Everybody can read their answer now")).to_be_visible()
    works.keep()
    assert sorted(works.post.recipients) == sorted(one.email for one in found.entries), "one each"
    page.reload()
    expect(page.get_by_text("7 of 7 have their answer")).to_be_visible()

    (mail,) = works.mails_to(first.email)
    guest.goto(link_in(mail))
    expect(guest.get_by_role("main")).to_contain_text("The purchase opens once the agreement is signed.")
    guest.get_by_role("button", name="Accept the place").click()
    expect(guest.get_by_role("button", name="Confirm the purchase")).to_have_count(0)
    assert found_by_axe(guest) == []
    guest.get_by_role("button", name="Sign").click()
    expect(guest.get_by_text("Type your full name.")).to_be_visible()
    guest.get_by_label("Your full name").fill("Mira Novak")
    guest.get_by_label("I have read the agreement").check()
    guest.get_by_role("button", name="Sign").click()
    expect(guest.get_by_role("heading", name="The place is yours")).to_be_visible()
    with guest.expect_download() as handed:
        guest.get_by_role("link", name="Your signed agreement").click()
    assert handed.value.path().read_bytes().startswith(b"%PDF")
    guest.get_by_role("button", name="Confirm the purchase").click()
    expect(guest.get_by_role("main")).to_contain_text("You confirmed the purchase on")
    assert found_by_axe(guest) == []

    works.move_to(MAY + timedelta(days=16))
    works.keep()
    guest.goto(f"{link_in(works.mails_to(second.email)[0])}?language=en")
    expect(guest.get_by_role("heading", name="The time for this offer is over")).to_be_visible()
    assert found_by_axe(guest) == []
    guest.goto(f"{link_in(works.mails_to(third.email)[-1])}?language=en")
    expect(guest.get_by_role("button", name="Accept the place")).to_be_visible()
    page.goto(reverse("allocation:offers", args=[found.campaign.pk]))
    rows = page.locator(".allocation-offers li")
    expect(rows.filter(has_text=first.name)).to_contain_text("Bought")

    page.goto(reverse("allocation:record", args=[found.campaign.pk]))
    expect(page.get_by_role("main")).to_contain_text("The chain holds")
    changed = Deed.objects.filter(what="place.passed_on").get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE allocation_deed SET what = 'place.given' WHERE id = %s", [changed.pk])
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(f"The chain is broken at line {changed.number}")
    phone = works.page(found.office, "/", **PHONE, color_scheme="dark")
    names = ("answers", "offers", "record")
    assert [
        line for name in names for line in check(phone, reverse(f"allocation:{name}", args=[found.campaign.pk]))
    ] == []
