"""A visitor leaves a number and watches what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.widget.stub import SITE, StubDoor
from tests.waiting import until

Visit = Callable[..., Page]


def fill(page: Page, phone: str = "030 1234512", name: str = "Ada") -> None:
    page.locator("ringback-widget .pill").click()
    page.get_by_label("Phone number").fill(phone)
    page.get_by_label("Name (optional)").fill(name)
    page.get_by_label("I agree to be called back").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Call me now").click()


def headline(page: Page) -> str:
    return page.locator("ringback-widget h3").inner_text()


def test_from_click_to_the_end_of_the_conversation(visit: Visit, door: StubDoor, page_errors: list[Error]) -> None:
    page = visit()
    fill(page)
    send(page)
    dialog = page.get_by_role("dialog", name="We call you back")
    expect(dialog.get_by_role("heading", name="One moment…")).to_be_focused()
    expect(dialog).to_contain_text("+49 30 … 12")
    door.move("calling_agent")
    expect(dialog.get_by_role("heading", name="We are calling a colleague for you")).to_be_visible()
    door.move("agent_answered")
    expect(dialog.get_by_role("heading", name="Someone is there for you")).to_be_visible()
    door.move("calling_you")
    expect(dialog.get_by_role("heading", name="Your phone is ringing: please pick up")).to_be_visible()
    door.move("connected")
    expect(dialog.get_by_role("heading", name="You are connected")).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel the call")).to_be_hidden()
    door.move("ended")
    expect(dialog.get_by_role("heading", name="Thank you for the call")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Call me back")).to_be_visible()
    assert page_errors == []


def test_what_is_sent_is_what_the_contract_asks_for(visit: Visit, door: StubDoor) -> None:
    page = visit(timezone_id="Asia/Tokyo")
    page.evaluate("location.hash = 'secret'")
    fill(page, name="")
    send(page)
    (post,) = until(door.posts)
    assert post.body == {
        "site": SITE,
        "phone": "030 1234512",
        "name": "",
        "consent": {"version": "1", "accepted": True},
        "page": door.shop + "/",
        "zone": "Asia/Tokyo",
        "language": "en",
    }
    assert post.headers["content-type"] == "application/json"
    assert len(post.headers["idempotency-key"]) == 36
    assert "cookie" not in post.headers


CLOSED = {
    "type": "urn:ringback:problem:closed",
    "slots": {"now": False, "minutes": 30, "instead": "times", "times": ["2126-11-25T09:00:00Z"], "opens_at": None},
}


def test_who_asks_when_all_have_left_is_offered_a_time_with_what_was_typed(visit: Visit, door: StubDoor) -> None:
    door.config["with_parts"] = ["times"]
    door.refusal = (409, CLOSED)
    page = visit()
    fill(page)
    send(page)
    expect(page.get_by_text("Nobody is here just now.")).to_be_visible()
    expect(page.get_by_label("Day")).to_be_focused()
    expect(page.get_by_role("button", name="Call me now")).to_have_count(0)
    expect(page.get_by_label("Phone number").locator("visible=true")).to_have_value("030 1234512")
    expect(page.get_by_label("Name (optional)").locator("visible=true")).to_have_value("Ada")
    door.refusal = None
    page.get_by_label("I agree to be called back").locator("visible=true").check()
    page.get_by_role("button", name="Call me then").click()
    expect(page.get_by_role("heading", name="One moment…")).to_be_focused()
    assert door.posts()[-1].body["at"] == "2126-11-25T09:00:00.000Z"


def test_nothing_is_sent_without_number_and_consent(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.locator("ringback-widget .pill").click()
    send(page)
    phone = page.get_by_label("Phone number")
    expect(phone).to_be_focused()
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(phone).to_have_accessible_description("Enter your phone number.")
    consent = page.get_by_label("I agree to be called back")
    expect(consent).not_to_be_checked()
    expect(consent).to_have_accessible_description("Tick this box, so that we may call you.")
    phone.fill("0")
    expect(phone).to_have_attribute("aria-invalid", "false")
    assert door.posts() == []


def test_a_refused_number_is_explained_at_its_field(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    error = {"field": "phone", "problem": "This number is too short.", "mend": "Check the digits."}
    door.refusal = (422, {"title": "Unprocessable", "errors": [error]})
    send(page)
    phone = page.get_by_label("Phone number")
    expect(phone).to_have_accessible_description("This number is too short. Check the digits.")
    expect(phone).to_be_focused()
    door.refusal = None
    send(page)
    expect(page.get_by_role("heading", name="One moment…")).to_be_visible()
    first, second = door.posts()
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


def test_a_stop_of_all_dialling_is_told_in_the_servers_words(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    door.refusal = (503, {"title": "Unavailable", "detail": "Dialling is stopped for now."})
    send(page)
    expect(page.get_by_role("alert")).to_have_text("Dialling is stopped for now.")


def test_the_same_key_is_sent_again_when_no_answer_came(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route("**/v1/callbacks", lose)
    send(page)
    expect(page.get_by_role("alert")).to_have_text("That did not work. Please try again.")
    page.unroute("**/v1/callbacks")
    send(page)
    (post,) = until(door.posts)
    assert post.headers["idempotency-key"] == keys[0]


def test_offline_is_said_and_mended(visit: Visit, door: StubDoor, page_errors: list[Error]) -> None:
    page = visit()
    fill(page)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_have_text("No connection. Check your internet and try again.")
    page.context.set_offline(False)
    send(page)
    expect(page.get_by_role("heading", name="One moment…")).to_be_visible()
    assert page_errors == []


def test_nobody_free_tells_the_time_of_the_next_try_in_the_visitors_zone(visit: Visit, door: StubDoor) -> None:
    page = visit(timezone_id="Asia/Tokyo", locale="en-GB")
    fill(page)
    send(page)
    retry_at = datetime.now(UTC) + timedelta(minutes=10)
    door.move("nobody_free", retry_at=retry_at.isoformat())
    expect(page.get_by_role("heading", name="Sorry, nobody is free right now")).to_be_visible()
    expected = (retry_at + timedelta(hours=9)).strftime("%H:%M")
    expect(page.get_by_role("dialog")).to_contain_text(f"{expected} GMT+9")
    expect(page.get_by_role("button", name="Cancel the call")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_the_next_try_is_followed_when_its_time_comes(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.clock.install()
    fill(page)
    send(page)
    door.move("nobody_free", retry_at=(datetime.now(UTC) + timedelta(minutes=10)).isoformat())
    expect(page.get_by_role("heading", name="Sorry, nobody is free right now")).to_be_visible()
    door.move("calling_agent", seconds_waited=600)
    page.clock.run_for(601_000)
    expect(page.get_by_role("heading", name="We are calling a colleague for you")).to_be_visible()
    assert int(page.get_by_role("timer").inner_text()) > 20


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("nobody_free", "Sorry, nobody is free right now"),
        ("you_did_not_answer", "You did not pick up"),
        ("you_were_busy", "Your line was busy"),
        ("number_wrong", "This number cannot be reached"),
        ("not_possible", "Sorry, this call is not possible"),
    ],
)
def test_what_failed_can_be_tried_again_or_dialled(visit: Visit, door: StubDoor, state: str, said: str) -> None:
    door.config = {"phone": "+49 30 1234567"}
    page = visit()
    fill(page)
    send(page)
    page.get_by_role("heading", name="One moment…").wait_for()
    door.move(state)
    expect(page.get_by_role("heading", name=said)).to_be_visible()
    expect(page.get_by_role("link", name="+49 30 1234567")).to_have_attribute("href", "tel:+49301234567")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Phone number")).to_have_value("030 1234512")
    expect(page.get_by_label("Phone number")).to_be_focused()


def test_cancelling_while_it_waits(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    door.move("calling_agent")
    page.get_by_role("button", name="Cancel the call").click()
    expect(page.get_by_role("heading", name="Cancelled: we will not call")).to_be_focused()
    assert [one for one in door.seen if one.path.endswith("/cancel")]


def test_the_server_too_may_say_that_it_is_late(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    door.move("agent_answered", message_key="late")
    expect(page.get_by_role("heading", name="Someone is there for you")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("It takes longer than we promised.")


def test_a_visitor_in_the_queue_sees_their_place_and_what_it_may_take(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    door.move("queued", position=3, estimate_seconds=130)
    expect(page.get_by_role("heading", name="Everyone is in a call: you are in line")).to_be_visible()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You are number 3. About 3 min.")
    door.move("queued", position=1)
    expect(dialog).to_contain_text("You are number 1.")
    expect(dialog).not_to_contain_text("min.")
    expect(page.get_by_role("button", name="Cancel the call")).to_be_visible()
    door.move("calling_agent")
    expect(page.get_by_role("heading", name="We are calling a colleague for you")).to_be_visible()


def test_the_countdown_ends_with_the_truth(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.clock.install()
    fill(page)
    send(page)
    door.move("calling_agent", seconds_waited=0)
    page.get_by_role("heading", name="We are calling a colleague for you").wait_for()
    before = int(page.get_by_role("timer").inner_text())
    page.clock.run_for(10_000)
    assert before - 11 <= int(page.get_by_role("timer").inner_text()) <= before - 9
    page.clock.run_for(25_000)
    expect(page.get_by_role("dialog")).to_contain_text("It takes longer than we promised. We are still trying.")
    assert page.get_by_role("timer").inner_text().startswith("0:3")


@pytest.mark.parametrize("fault", ["refuse_stream", "silent_stream"])
def test_polling_where_no_stream_comes_through(visit: Visit, door: StubDoor, fault: str) -> None:
    setattr(door, fault, True)
    page = visit()
    fill(page)
    send(page)
    page.get_by_role("heading", name="One moment…").wait_for()
    door.state = {"state": "calling_you"}
    expect(page.get_by_role("heading", name="Your phone is ringing: please pick up")).to_be_visible(timeout=20_000)


def test_a_closed_dialog_stays_closed_while_the_button_tells(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    page.get_by_role("heading", name="One moment…").wait_for()
    page.get_by_role("button", name="Close").click()
    door.move("calling_you")
    pill = page.get_by_role("button", name="Your phone is ringing: please pick up")
    expect(pill).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Your phone is ringing: please pick up")
    expect(page.get_by_role("dialog")).to_be_hidden()
    pill.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_next_page_of_the_shop_knows_of_the_call_under_way(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    page.get_by_role("heading", name="One moment…").wait_for()
    door.move("calling_agent")
    page.goto(door.shop + "/basket")
    expect(page.get_by_role("button", name="We are calling a colleague for you")).to_be_visible()
    door.move("ended")
    expect(page.get_by_role("button", name="Call me back")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_callback_the_server_forgot_is_forgotten_here_too(visit: Visit, door: StubDoor) -> None:
    page = visit()
    fill(page)
    send(page)
    page.get_by_role("heading", name="One moment…").wait_for()
    door.known = False
    page.goto(door.shop + "/basket")
    until(lambda: page.evaluate("sessionStorage.length") == 0)
    expect(page.get_by_role("button", name="Call me back")).to_be_visible()
