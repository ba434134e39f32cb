"""The desk as people use it: signing in, live pages, replay, keyboard, a phone's width."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ringback.base.accounts.services import Actor
from ringback.base.database import doorbell
from ringback.channels.voice.models import Agent, Call, CallCommand, Trunk
from ringback.core.promises.models import Promise
from ringback.desk import hub, stream
from tests.browser.desk.conftest import PHONE, Desk
from tests.integration.accounts.scene import PASSWORD, user_of
from tests.waiting import until


def ring(desk: Desk, what: str) -> None:
    doorbell.ring("desk", organisation=desk.office.house.organisation.pk, what=what)


def connected(page: Page) -> None:
    """Wait until this process serves the page's stream."""
    until(lambda: hub.current_size() > 0)


def test_from_sign_in_to_replay(desk: Desk) -> None:
    call = desk.office.call(ago=300)
    desk.office.recording(call, 60.0)
    owner = desk.office.actor("owner")
    page = desk.browsing.page(base_url=desk.address)
    desk.watch(page)
    page.goto("/calls/")
    page.get_by_label("Email").fill(with_password(owner))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Calls")).to_be_visible()
    page.get_by_role("link", name=re.compile("1512 3456789")).click()
    expect(page.get_by_text("9.0 s")).to_be_visible()
    page.locator("audio").evaluate("audio => { audio.muted = true; audio.currentTime = 30; return audio.play(); }")
    until(lambda: page.locator("audio").evaluate("audio => audio.currentTime") > 30.3)
    expect(page.locator("#playhead")).not_to_have_attribute("visibility", "hidden")
    assert page.locator("audio").evaluate("audio => Math.round(audio.duration)") == 60


def with_password(actor: Actor) -> str:
    """Let somebody sign in by typing; gives their e-mail address."""
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save()
    return user.email


def test_a_call_appears_and_changes_without_reloading(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"))
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    connected(page)
    call = desk.office.call("", ago=2)
    ring(desk, "calls")
    expect(page.get_by_text("Calling an agent")).to_be_visible()
    first = page.locator(".call-clock .ticking").inner_text()
    expect(page.locator(".call-clock .ticking")).not_to_have_text(first, timeout=5000)
    Call.objects.filter(pk=call.pk).update(stage="talking", connected_at=timezone.now())
    ring(desk, "calls")
    expect(page.get_by_text("Talking", exact=True)).to_be_visible()


def test_tabs_share_one_stream_and_all_hear_it(desk: Desk) -> None:
    actor = desk.office.actor("agent")
    desk.office.answers_as(actor)
    context = desk.context(actor)
    tabs = [desk.tab(context, "/calls/") for _ in range(3)]
    until(lambda: hub.current_size() == 1)
    tabs[0].get_by_role("button", name="Away").click()
    for tab in tabs:
        tab.bring_to_front()
        expect(tab.get_by_role("button", name="Away")).to_have_attribute("aria-pressed", "true")
    assert hub.current_size() == 1


def test_what_changed_while_the_stream_was_gone_is_shown_when_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream, "MOST_SECONDS", 0.5)
    page = desk.page(desk.office.actor("owner"))
    connected(page)
    until(lambda: hub.current_size() == 0)
    desk.office.call("", ago=2)  # nobody rings: the hint is lost
    expect(page.get_by_text("Calling an agent")).to_be_visible(timeout=15_000)


def test_stopping_all_dialling_asks_first_and_is_seen_by_everybody_at_once(desk: Desk) -> None:
    lead = desk.page(desk.office.actor("lead"))
    viewer = desk.page(desk.office.actor("viewer"), "/calls/")
    until(lambda: hub.current_size() == 2)
    stop = lead.get_by_role("button", name="Stop all dialling").first
    stop.click()
    lead.keyboard.press("Escape")
    expect(lead.locator("#stop-dialog")).to_be_hidden()
    expect(stop).to_be_focused()
    stop.click()
    lead.locator("#stop-dialog").get_by_role("button", name="Stop all dialling").click()
    for page in (lead, viewer):
        expect(page.get_by_text("All dialling is stopped.", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Switch dialling on").click()
    expect(viewer.get_by_text("All dialling is stopped.", exact=True)).to_be_hidden()


def test_the_keyboard_reaches_the_page_first(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_group_is_put_in_order_with_the_keyboard_and_keeps_its_place(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), f"/groups/{desk.office.house.group.pk}/")
    down = page.get_by_role("button", name="Agent 1: later")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".places li").first).to_contain_text("Agent 2")
    expect(page.get_by_role("button", name="Agent 1: later")).to_be_focused()
    assert [place.agent.name for place in desk.office.house.group.places.all()] == ["Agent 2", "Agent 1"]


def test_deleting_asks_first(desk: Desk) -> None:
    agent = desk.office.house.agents[1]
    page = desk.page(desk.office.actor("owner"), f"/groups/agents/{agent.pk}/")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Cancel").click()
    assert Agent.objects.filter(pk=agent.pk).exists()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("The agent is deleted.")).to_be_visible()
    expect(page).to_have_url(re.compile("/groups/$"))
    assert not Agent.objects.filter(pk=agent.pk).exists()


def test_what_cannot_be_done_says_why(desk: Desk) -> None:
    trunk = desk.office.house.trunk
    page = desk.page(desk.office.actor("owner"), f"/trunks/{trunk.pk}/")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator(".desk-toast-error")).to_contain_text("Sales")
    assert Trunk.objects.filter(pk=trunk.pk).exists()
    expect(page.locator(".desk-toast")).to_have_count(1)
    desk.complaints.clear()  # Chromium's own line about the refused request


def test_filters_act_at_once_and_can_be_gone_back_from(desk: Desk) -> None:
    desk.office.call("connected", number="+4915111111111")
    desk.office.call("visitor_busy", number="+4915122222222")
    page = desk.page(desk.office.actor("owner"), "/calls/")
    expect(page.locator(".call-row")).to_have_count(2)
    page.get_by_label("How it ended").select_option("visitor_busy")
    expect(page.locator(".call-row")).to_have_count(1)
    expect(page).to_have_url(re.compile("outcome=visitor_busy"))
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".call-row")).to_have_count(2)


def test_a_note_survives_the_call_changing_meanwhile(desk: Desk) -> None:
    call = desk.office.call("", ago=5)
    page = desk.page(desk.office.actor("owner"), f"/calls/{call.call_id}/")
    connected(page)
    page.get_by_label("Note").fill("wants two tents")
    Call.objects.filter(pk=call.pk).update(stage="talking", connected_at=timezone.now())
    ring(desk, "calls")
    expect(page.get_by_text("Talking", exact=True)).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("wants two tents")
    page.get_by_role("button", name="Success").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    until(lambda: Call.objects.filter(pk=call.pk, note="wants two tents", disposition="success").exists())


def test_the_theme_is_kept(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_everything_is_in_reach_on_a_phone(desk: Desk) -> None:
    actor = desk.office.actor("owner")
    desk.office.answers_as(actor)
    page = desk.page(actor, **PHONE)
    expect(page.get_by_role("button", name="Available")).to_be_visible()
    more = page.get_by_role("button", name="More")
    expect(page.get_by_role("link", name="Trunks")).to_be_hidden()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Trunks")).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    page.get_by_role("link", name="Trunks").click()
    expect(page.get_by_role("heading", name="Trunks")).to_be_visible()


def test_the_wizard_watches_the_test_call(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), "/start/test/")
    page.get_by_label("A second phone").fill("+49 151 98765432")
    page.get_by_role("button", name="Call now").click()
    expect(page.locator(".start-progress .is-now")).to_contain_text("Your phone rings")
    connected(page)
    now = timezone.now()
    Call.objects.update(stage="talking", agent_answered_at=now, connected_at=now)
    ring(desk, "calls")
    expect(page.locator(".start-progress .is-done")).to_have_count(4)
    Call.objects.update(stage="ended", outcome="connected", ended_at=now, live_number=None)
    ring(desk, "calls")
    expect(page.get_by_text("It works.")).to_be_visible()


def test_hanging_up_asks_first_and_leaves_a_working_page(desk: Desk) -> None:
    call = desk.office.call("", ago=5)
    page = desk.page(desk.office.actor("owner"), f"/calls/{call.call_id}/")
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("The call is being ended.")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/calls/{call.call_id}/$"))
    assert CallCommand.objects.get().kind == "hang_up"
    connected(page)
    Call.objects.update(stage="ended", outcome="cancelled", ended_at=timezone.now(), live_number=None)
    ring(desk, "calls")
    expect(page.get_by_text("Cancelled")).to_be_visible()
    expect(page.get_by_role("button", name="Hang up")).to_be_hidden()


def test_an_uncertain_call_is_cleared_with_one_click(desk: Desk) -> None:
    attempt = desk.office.uncertain()
    page = desk.page(desk.office.actor("lead"))
    page.get_by_role("button", name="We talked").click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert Promise.objects.get(pk=attempt.promise_id).state == "kept"


def test_filters_are_folded_away_on_a_phone(desk: Desk) -> None:
    desk.office.call("connected")
    page = desk.page(desk.office.actor("owner"), "/calls/", **PHONE)
    expect(page.get_by_label("How it ended")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("How it ended").select_option("visitor_busy")
    expect(page.get_by_text("No call fits these filters")).to_be_visible()
