"""Every page of the desk under axe, and within the width of a phone, full and empty, light and dark."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from ringback.base.kit import clock
from ringback.channels.voice.models import Agent, HuntGroup, Trunk
from tests.browser.desk.conftest import PHONE, WIDE, Desk, Look

AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
LONG = "Maximiliana Hohenstein-Wolkenburg (Beratung und Verkauf, auch samstags)"
PAGES = (
    "/",
    "/calls/",
    "/calls/?outcome=visitor_busy",
    "/groups/",
    "/groups/new/",
    "/groups/agents/new/",
    "/trunks/",
    "/trunks/new/",
    "/test-call/",
    "/start/organisation/",
    "/start/phone/",
    "/start/group/",
    "/start/test/",
)
LOOKS: dict[str, Look] = {
    "wide-light": {**WIDE, "color_scheme": "light"},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
}


def found_by_axe(page: Page) -> list[str]:
    """What axe finds wrong, one line each."""
    page.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = page.evaluate("axe.run(document).then(result => result.violations)")
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in violations for node in one["nodes"]]


def check(page: Page, path: str) -> list[str]:
    page.goto(path)
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wide = [f"{beyond} px wider than the screen"] if beyond > 0 else []
    return [f"{path} {line}" for line in [*found_by_axe(page), *wide]]


def fill(desk: Desk) -> list[str]:
    """Rows of every kind, with names that are too long; gives the pages of single rows."""
    place = desk.office
    place.house.organisation.name = LONG
    place.house.organisation.save()
    Agent.objects.filter(pk=place.house.agents[0].pk).update(name=LONG)
    talked = place.call()
    place.recording(talked)
    live = place.call("", ago=3, number="+4915199999999")
    place.call("visitor_busy", person=place.person(LONG, "+4915188888888"))
    place.call("uncertain")
    place.uncertain()
    place.promise(clock.now() - timedelta(hours=30))
    place.promise(clock.now() + timedelta(hours=2))
    Trunk.objects.filter(pk=place.house.trunk.pk).update(registers=True, state="failed", state_detail="503 " + LONG)
    house = place.house
    return [
        f"/calls/{talked.call_id}/",
        f"/calls/{live.call_id}/",
        f"/groups/{house.group.pk}/",
        f"/groups/{house.group.pk}/music/",
        f"/groups/agents/{house.agents[0].pk}/",
        f"/trunks/{house.trunk.pk}/",
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    single = fill(desk)
    actor = desk.office.actor("owner")
    desk.office.answers_as(actor)
    page = desk.page(actor, **LOOKS[look])
    assert [line for path in (*PAGES, *single) for line in check(page, path)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_empty_pages(desk: Desk, look: str) -> None:
    for model in (HuntGroup, Agent, Trunk):
        model.objects.all().delete()
    page = desk.page(desk.office.actor("owner"), "/calls/", **LOOKS[look])
    assert [line for path in PAGES for line in check(page, path)] == []


def test_pages_with_errors_and_dialogs(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), "/trunks/new/", **PHONE)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Mend what is marked").wait_for()
    assert found_by_axe(page) == []
    page.get_by_role("button", name="More", exact=True).click()
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Stop all dialling").click()
    assert found_by_axe(page) == []
    page.locator("#stop-dialog").get_by_role("button", name="Stop all dialling").click()
    page.get_by_text("All dialling is stopped.", exact=True).wait_for()
    assert found_by_axe(page) == []
    desk.complaints.clear()  # Chromium's own line about the form's 422
