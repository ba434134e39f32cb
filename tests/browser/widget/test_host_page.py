"""The page is not ours: it may be hostile, strict, old or offline, and the widget neither breaks nor is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import altcha
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Browsing
from tests.browser.widget.stub import SECRET, SHOP, StubDoor
from tests.waiting import until

Visit = Callable[..., Page]

HOSTILE_CSS = """
* { display: none !important; visibility: hidden !important; opacity: 0 !important; font-size: 90px !important;
    color: red !important; transform: rotate(40deg) !important; position: static !important; width: 3px !important;
    pointer-events: none !important; transition: all 60s !important; animation: none !important;
    direction: rtl !important;
    clip-path: inset(50%) !important; z-index: -1 !important; letter-spacing: 2em !important; zoom: 3 !important }
html { font-size: 3px; display: flex !important; visibility: visible !important; opacity: 1 !important;
    transform: none !important; clip-path: none !important; width: auto !important; zoom: 1 !important }
button, input, label, dialog { border: 20px solid lime !important; margin: 99px !important }
"""

OLD_LIBRARIES = """
Object.prototype.extend = function () { throw new Error("extend"); };
Array.prototype.each = function () {};
Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = function () { return "patched"; };
Array.from = function () { throw new Error("from"); };
for (const name of ["append", "remove", "replaceWith", "closest", "prepend", "toggleAttribute"])
  Element.prototype[name] = function () { throw new Error(name); };
"""

STRICT_CSP = (
    "default-src 'none'; script-src {api}; connect-src {api}; style-src 'none'; img-src 'none'; "
    "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
)

WATCH = """
window.shifts = []; window.violations = []; window.leaks = [];
new PerformanceObserver(list => list.getEntries().forEach(e => e.hadRecentInput || shifts.push(e.value)))
  .observe({type: "layout-shift", buffered: true});
addEventListener("error", e => leaks.push(e.message));
addEventListener("unhandledrejection", e => leaks.push(String(e.reason)));
document.addEventListener("securitypolicyviolation", e => violations.push(e.violatedDirective + " " + e.blockedURI));
"""


def call(page: Page) -> None:
    """From the button to the first state, by pointer as a visitor does it."""
    page.locator("ringback-widget .pill").click()
    page.get_by_label("Phone number").fill("030 1234512")
    page.get_by_label("I agree to be called back").check()
    page.get_by_role("button", name="Call me now").click()
    expect(page.get_by_role("heading", name="One moment…")).to_be_visible()


def test_hostile_css_changes_nothing(visit: Visit, door: StubDoor) -> None:
    plain = visit(viewport={"width": 1000, "height": 700})
    expected = plain.locator("ringback-widget .pill").bounding_box()
    plain.locator("ringback-widget .pill").click()
    expected_dialog = plain.get_by_role("dialog").bounding_box()
    door.page = SHOP.replace("</head>", f"<style>{HOSTILE_CSS}</style></head>")
    page = visit(viewport={"width": 1000, "height": 700})
    assert page.locator("ringback-widget .pill").bounding_box() == expected
    page.locator("ringback-widget .pill").click()
    assert page.get_by_role("dialog").bounding_box() == pytest.approx(expected_dialog, abs=20)
    assert page.get_by_label("Phone number").evaluate("e => getComputedStyle(e).fontSize") == "16px"
    page.keyboard.press("Escape")
    call(page)


def test_strict_csp_has_nothing_to_refuse(browsing: Browsing, door: StubDoor) -> None:
    door.page_headers = {"Content-Security-Policy": STRICT_CSP.format(api=door.api)}
    page = browsing.page()
    page.add_init_script(WATCH)
    page.goto(door.shop)
    call(page)
    door.move("connected")
    expect(page.get_by_role("heading", name="You are connected")).to_be_visible()
    assert page.evaluate("violations") == []
    assert page.locator("ringback-widget .pill").evaluate("e => getComputedStyle(e).position") == "fixed"


def test_patched_prototypes_do_not_reach_what_is_sent(browsing: Browsing, door: StubDoor) -> None:
    page = browsing.page()
    page.add_init_script(WATCH + OLD_LIBRARIES)
    page.goto(door.shop)
    call(page)
    assert door.posts()[0].body["consent"] == {"version": "1", "accepted": True}
    page.get_by_role("button", name="Cancel the call").click()
    expect(page.get_by_role("heading", name="Cancelled: we will not call")).to_be_visible()
    assert page.evaluate("leaks") == []


def test_blocked_storage_is_no_obstacle(browsing: Browsing, door: StubDoor) -> None:
    page = browsing.page()
    page.add_init_script(WATCH)
    blocked = "Object.defineProperty(window, '%s', { get() { throw new DOMException('no', 'SecurityError'); } });"
    page.add_init_script("".join(blocked % name for name in ("localStorage", "sessionStorage", "indexedDB")))
    page.goto(door.shop)
    call(page)
    assert page.evaluate("leaks") == []


def test_nothing_is_asked_or_kept_before_the_visitor_acts(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.wait_for_load_state("networkidle")
    assert [one.path for one in door.seen if one.path != "/favicon.ico"] == ["/", "/w/a1b2c3.js"]
    page.locator("ringback-widget .pill").click()
    page.get_by_label("Phone number").fill("030 1234512")
    dialog = urlsplit(door.said()["dialog"]["url"]).path
    assert [one.path for one in door.seen if one.path != "/favicon.ico"] == ["/", "/w/a1b2c3.js", dialog]
    kept = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")
    assert kept == ["", 0, 0]
    page.get_by_label("I agree to be called back").check()
    page.get_by_role("button", name="Call me now").click()
    expect(page.get_by_role("heading", name="One moment…")).to_be_visible()
    assert page.evaluate("[document.cookie, localStorage.length]") == ["", 0]


def test_loaded_twice_it_is_there_once(visit: Visit, door: StubDoor) -> None:
    door.page = SHOP.replace("{snippet}", "{snippet}{snippet}")
    page = visit()
    page.evaluate(
        """src => new Promise(done => { const s = document.createElement('script'); s.src = src; s.onload = done;
        document.body.appendChild(s); })""",
        f"{door.api}/w/a1b2c3.js",
    )
    page.wait_for_function("new Promise(done => requestIdleCallback(() => done(true)))")
    assert page.locator("ringback-widget").count() == 1


@pytest.mark.parametrize(
    "config",
    [{"consent": None}, {"seconds": None}, {"colour": "red;} * {display:none"}, {"language": "xx", "colour": 7}],
)
def test_a_broken_configuration_never_reaches_the_page(
    browsing: Browsing, door: StubDoor, config: dict[str, Any]
) -> None:
    door.config = config
    page = browsing.page()
    page.add_init_script(WATCH)
    page.goto(door.shop, wait_until="networkidle")
    page.wait_for_function("new Promise(done => requestIdleCallback(() => done(true)))")
    assert page.evaluate("leaks") == []
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()


def test_a_script_that_never_comes_does_not_hold_the_page(browsing: Browsing, door: StubDoor) -> None:
    page = browsing.page()
    page.route("**/w/*.js", lambda route: route.abort())
    page.goto(door.shop, wait_until="load")
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()


def test_what_is_typed_is_no_shortcut_of_the_page(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.evaluate(
        "window.keys = []; document.addEventListener('keydown', e => { keys.push(e.key); e.preventDefault(); })"
    )
    page.locator("ringback-widget .pill").click()
    expect(page.get_by_label("Phone number")).to_be_focused()
    page.keyboard.type("030")
    expect(page.get_by_label("Phone number")).to_have_value("030")
    assert page.evaluate("keys") == []


def test_the_page_does_not_move(browsing: Browsing, door: StubDoor) -> None:
    page = browsing.page()
    page.add_init_script(WATCH)
    page.goto(door.shop)
    size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.body.offsetTop]"
    page.locator("ringback-widget .pill").wait_for()
    before = page.evaluate(size)
    call(page)
    door.move("nobody_free")
    expect(page.get_by_role("heading", name="Sorry, nobody is free right now")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("shifts") == []
    assert page.evaluate(size) == before


def test_a_transformed_body_does_not_carry_it_away(visit: Visit, door: StubDoor) -> None:
    door.page = SHOP.replace("<body>", "<body style='transform:translateX(900px);filter:blur(0);height:4000px'>")
    page = visit(viewport={"width": 1000, "height": 700})
    box = page.locator("ringback-widget .pill").bounding_box()
    assert box and 0 < box["x"] < 1000 and 600 < box["y"] + box["height"] < 700


def test_the_proof_of_work_is_one_the_server_believes(browsing: Browsing, door: StubDoor) -> None:
    door.config = {"pow": True}
    door.challenge_cost, door.challenge_counter = 1000, 700
    page = browsing.page()
    page.add_init_script(WATCH)
    page.goto(door.shop)
    page.evaluate("window.beats = 0; setInterval(() => beats++, 10)")
    call(page)
    payload = door.posts()[0].body["pow"]
    assert altcha.verify_solution(payload, SECRET).verified
    assert altcha.verify_solution(payload, SECRET, hmac_key_secret=SECRET).verified
    # 700 derivations held in one task would have let no beat through.
    assert page.evaluate("beats") > 5


def test_without_webcrypto_the_server_decides(browsing: Browsing, door: StubDoor) -> None:
    door.config = {"pow": True}
    door.refusal = (422, {"errors": [{"field": "pow", "problem": "Proof of work is missing.", "mend": "Use HTTPS."}]})
    page = browsing.page()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    page.add_init_script("delete Crypto.prototype.randomUUID")
    page.goto(door.shop)
    page.locator("ringback-widget .pill").click()
    page.get_by_label("Phone number").fill("030 1234512")
    page.get_by_label("I agree to be called back").check()
    page.get_by_role("button", name="Call me now").click()
    expect(page.get_by_role("alert")).to_have_text("Proof of work is missing. Use HTTPS.")
    (post,) = until(door.posts)
    assert "pow" not in post.body
    assert len(post.headers["idempotency-key"]) >= 16
