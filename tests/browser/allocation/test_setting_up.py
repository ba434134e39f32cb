"""A campaign set up from nothing: regions, questions with points tried out, options with the price as it changes."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from ringback.base.kit import clock
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import facts_of
from tests.browser.desk.conftest import PHONE, Desk


def tab(page: Page, group: str, name: str = "") -> None:
    """Go to a page of the campaign by its menu."""
    menu = page.get_by_role("navigation", name="Parts of this campaign")
    menu.get_by_role("link", name=group, exact=True).click()
    if name:
        menu.get_by_role("link", name=name, exact=True).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_a_campaign_from_nothing_to_open(desk: Desk) -> None:
    owner = desk.office.actor()
    page = desk.page(owner, "/allocation/")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Title").fill("Five hundred cars")
    page.get_by_label("What it is about").fill("Five hundred are built.")
    page.get_by_label("Places").fill("500")
    page.get_by_label("Price", exact=True).fill("280000")
    save(page)
    expect(page.locator("#lacks")).to_contain_text("Name at least one region")

    tab(page, "Set-up", "Regions")
    day = clock.now().date() + timedelta(days=20)
    for number, (name, zone, later, tax) in enumerate(
        [("Europe", "Europe/Berlin", 0, "19"), ("Asia", "Asia/Singapore", 12, "9")]
    ):
        region = page.locator("fieldset.allocation-part").nth(number)
        region.get_by_label("Name").fill(name)
        region.get_by_label("Time zone").select_option(zone)
        region.get_by_label("Last day").fill((day + timedelta(days=later)).isoformat())
        region.get_by_label("Per cent").fill(tax)
        region.get_by_label("Delivery").fill("4500")
    save(page)
    expect(page.locator(".allocation-closings li")).to_have_count(2)

    tab(page, "Set-up", "Questions")
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Question", exact=True).fill("Do you own one of ours?")
    expect(page.get_by_label("Choices, one a line")).to_be_hidden()
    page.get_by_label("Points for yes").fill("10")
    save(page)
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Question", exact=True).fill("How many?")
    page.get_by_label("Kind").select_option("number")
    page.get_by_label("Points for each").fill("2,5")
    page.get_by_label("At most so many points").fill("10")
    page.get_by_label("Shown only to who answered").select_option("q1:yes")
    save(page)
    expect(page.get_by_role("listitem").filter(has_text="How many?")).to_contain_text("is Yes")

    page.get_by_role("link", name="Try it").click()
    expect(page.get_by_text("How many?")).to_have_count(0)
    page.get_by_label("Yes").check()
    page.get_by_label("How many?").fill("3")
    page.get_by_label("How many?").blur()
    expect(page.get_by_role("heading", name="17.5 points")).to_be_visible()
    expect(page.locator("#try")).to_contain_text("2.5 for each")

    tab(page, "Set-up", "Options and price")
    price = page.locator("#price")
    expect(price).to_contain_text("280,000 EUR without tax, delivery and options")
    expect(price).to_contain_text("338,555 EUR")
    bags = page.locator("fieldset.allocation-part").first
    bags.get_by_label("Name").fill("Set of bags")
    bags.get_by_label("Price without tax").fill("2500")
    price.get_by_label("Set of bags").check()
    expect(price).to_contain_text("341,530 EUR")
    price.get_by_label("Region").select_option("Asia")
    expect(price).to_contain_text("312,830 EUR")
    save(page)

    tab(page, "Set-up", "Agreement")
    page.get_by_label("Title").fill("No resale")
    page.get_by_label("Text").fill("I sell it to nobody for two years.")
    save(page)
    tab(page, "Set-up")
    page.get_by_role("button", name="Open it").click()
    campaign = Campaign.objects.get()
    expect(page.get_by_role("main")).to_contain_text(f"/apply/{campaign.token}/")
    facts = facts_of(campaign)
    assert [(one.key, one.shown_if is not None) for one in facts.questions] == [("q1", False), ("q2", True)]
    assert [one.price for one in facts.options] == [2500]

    phone = desk.page(owner, f"/allocation/{campaign.pk}/record/", **PHONE)
    expect(phone.get_by_role("main")).to_contain_text("The chain holds")
    expect(phone.get_by_role("main")).to_contain_text("opened the campaign")
