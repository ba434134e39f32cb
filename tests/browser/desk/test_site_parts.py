"""The pages of faces, departments, prompts and results: accessible, and what is typed there is what counts."""

import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringback.base.kit import clock
from ringback.doors.website.models import Department, PromptRule, Site
from ringback.doors.website.prompts.models import ArmCount, PromptCount
from ringback.doors.website.services import facts_by_key, save_site
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.integration.website.conftest import site_values

PARTS = ("faces", "departments", "times", "prompts", "results")


def made(desk: Desk, **values: Any) -> Site:
    return save_site(desk.office.actor("owner"), None, site_values(group_id=desk.office.house.group.pk, **values))


def full(desk: Desk) -> Site:
    """A site with something of everything, and long names."""
    site = made(desk, name=LONG)
    Site.objects.filter(pk=site.pk).update(
        held_out_percent=10,
        variants={"en": {"title": "Talk to us", "text": "", "button": "Ring me"}},
        languages={"de": {"title": "Wir rufen an", "text": "", "button": "Rückruf", "consent": ""}},
    )
    Department.objects.create(site=site, key="sales", name=LONG, group=desk.office.house.group, pages=["/tents/*"])
    Department.objects.create(site=site, key="help", name="Help")
    today = clock.now().date()
    first = PromptRule.objects.create(site=site, name=LONG, on_exit=True, pages=["/tents/*", "/boots/*"])
    second = PromptRule.objects.create(site=site, name="Reading", position=1, seconds=40, scroll=60, active=False)
    for rule, shown, dismissed, accepted in ((first, 1200, 310, 44), (second, 80, 61, 0)):
        PromptCount.objects.create(site=site, rule=rule, day=today, shown=shown, dismissed=dismissed, accepted=accepted)
    for arm, variant, visits, reached in (
        ("shown", "a", 4510, 198),
        ("shown", "b", 4490, 231),
        ("held_out", "a", 510, 12),
        ("held_out", "b", 498, 15),
    ):
        ArmCount.objects.create(site=site, day=today, arm=arm, variant=variant, visits=visits, reached=reached)
    return site


def addresses(site: Site) -> list[str]:
    rule, department = PromptRule.objects.first(), Department.objects.first()
    more = [f"prompts/{rule.pk}/"] if rule else []
    more += [f"departments/{department.pk}/"] if department else []
    return [f"/sites/{site.pk}/{part}" for part in (*(f"{part}/" for part in PARTS), "prompts/new/", *more)]


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    site = full(desk)
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    assert [line for path in addresses(site) for line in check(page, path)] == []


def test_empty_pages(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"))
    assert [line for path in addresses(site) for line in check(page, path)] == []


def test_departments_are_offered_in_the_order_that_is_set(desk: Desk) -> None:
    site = full(desk)
    Department.objects.update(group=desk.office.house.group)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/departments/")
    page.get_by_role("button", name="Offer “Help” earlier").click()
    expect(page.get_by_role("button", name=f"Offer “{LONG}” earlier")).to_be_visible()
    facts = facts_by_key(site.key)
    assert facts is not None and [one.key for one in facts.departments] == ["help", "sales"]


def test_a_rule_is_made_and_a_visit_explains_it(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/prompts/")
    page.get_by_role("link", name="New rule").click()
    page.get_by_label("Name", exact=True).fill("Leaving the tents")
    page.get_by_label("Seconds on the page").fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It would prompt at once.")).to_be_visible()
    page.get_by_label("About to leave").check()
    page.get_by_label("Only on these pages").fill("/tents/*\n/boots/*")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("on /tents/*, /boots/*, about to leave")).to_be_visible()
    tried = page.locator("#tried")
    expect(tried).to_contain_text("Nobody would be prompted.")
    page.get_by_label("Page", exact=True).fill("/tents/two?utm_source=news")
    page.get_by_label("About to leave").check()
    expect(tried).to_contain_text("“Leaving the tents” would prompt.")
    facts = facts_by_key(site.key)
    assert facts is not None and facts.asks_visits and facts.prompt_rules[0].pages == ("/tents/*", "/boots/*")
    forget_refusals(desk)


def test_the_words_of_a_rule_are_seen_before_they_are_saved(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/prompts/new/")
    shown = page.frame_locator("iframe.site-preview").locator("ringback-widget dialog[open]")
    expect(shown.get_by_role("heading", name="We call you back")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Reading")
    page.get_by_label("Heading", exact=True).first.fill("Still reading?")
    expect(shown.get_by_role("heading", name="Still reading?")).to_be_visible()
    page.get_by_label("Heading", exact=True).nth(1).fill("A question?")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Reading")).to_be_visible()
    (rule,) = facts_by_key(site.key).prompt_rules  # type: ignore[union-attr]
    tag = site.language
    assert (rule.words(tag), rule.words(tag, second=True)) == ({"title": "Still reading?"}, {"title": "A question?"})


def forget_refusals(desk: Desk) -> None:
    """A refused form is answered with 422, of which browsers complain: meant so."""
    desk.complaints[:] = [line for line in desk.complaints if "422" not in line]


def picture(width: int, height: int) -> bytes:
    """A PNG of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x24\x57\xd6" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def upload(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Logo").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
    page.get_by_role("button", name="Upload").click()


def test_a_logo_is_looked_at_before_it_is_shown(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/faces/")
    upload(page, "logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    expect(page.get_by_text("This is no picture we can show.")).to_be_visible()
    upload(page, "logo.png", picture(120, 40))
    logo = page.get_by_role("img", name="Your logo")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [120, 40]
    page.get_by_role("button", name="Take it off").click()
    expect(logo).to_have_count(0)
    forget_refusals(desk)
