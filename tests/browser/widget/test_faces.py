"""The faces a site can give it: in the corner, in the page, its own element or script; in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringback.doors.website.built import built
from tests.browser.conftest import Browsing
from tests.browser.widget.stub import SHOP, StubDoor
from tests.browser.widget.test_host_page import STRICT_CSP, WATCH
from tests.waiting import until

Visit = Callable[..., Page]
AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
SALES_AND_HELP = [{"key": "sales", "name": "Sales", "pages": []}, {"key": "help", "name": "Help", "pages": ["/help*"]}]


def body(door: StubDoor, html: str) -> None:
    door.page = SHOP.replace("<h1>", f"{html}<h1>")


def opened(page: Page) -> None:
    expect(page.get_by_role("dialog", name="We call you back")).to_be_visible()


def fill(scope: Any) -> None:
    scope.get_by_label("Phone number").fill("030 1234512")
    scope.get_by_label("I agree to be called back").check()
    scope.get_by_role("button", name="Call me now").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_faces_in_the_page(browsing: Browsing, door: StubDoor, scheme: str, language: str) -> None:
    door.config = {"floating": False, "language": language}
    body(door, "<div data-ringback=button></div><div data-ringback=form></div>")
    page = browsing.page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    page.goto(door.shop)
    button = page.locator("ringback-face .pill")
    expect(button).to_be_visible()
    expect(page.locator("ringback-widget .pill")).to_be_hidden()
    form = page.locator("ringback-face form")
    expect(form).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    button.click()
    expect(page.locator("ringback-widget dialog")).to_be_visible()


def test_the_form_in_the_page_goes_on_in_the_dialog(browsing: Browsing, door: StubDoor) -> None:
    body(door, "<div data-ringback=form data-ringback-department=help></div>")
    door.config = {"departments": SALES_AND_HELP}
    page = browsing.page()
    page.goto(door.shop)
    fill(page.locator("ringback-face"))
    expect(page.get_by_role("dialog").get_by_role("heading", name="One moment…")).to_be_visible()
    assert door.posts()[0].body["department"] == "help"


@pytest.mark.parametrize(
    "where", ["<a data-ringback=open href='/contact'><b>Ring</b></a>", "<i class=call-me>Ring</i>"]
)
def test_the_sites_own_element(visit: Visit, door: StubDoor, where: str) -> None:
    door.config = {"opener": ".call-me"}
    body(door, where)
    page = visit()
    page.get_by_text("Ring", exact=True).click()
    opened(page)
    assert page.url == door.shop + "/"


def test_a_dialog_that_never_comes_leaves_nothing_broken(visit: Visit, door: StubDoor) -> None:
    body(door, "<a data-ringback=open href='/contact'>Ring</a>")
    page = visit()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/dialog.*.js", lambda route: route.fulfill(body="alert('not what was signed')"))
    page.locator("ringback-widget .pill").click()
    expect(page.locator("ringback-widget .pill")).to_have_text("That did not work. Please try again.")
    page.unroute("**/dialog.*.js")
    page.route("**/dialog.*.js", lambda route: route.abort())
    page.get_by_text("Ring", exact=True).click()
    page.wait_for_url("**/contact")
    assert errors == []


def test_it_can_be_tried_again(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.route("**/dialog.*.js", lambda route: route.abort())
    page.locator("ringback-widget .pill").click()
    expect(page.locator("ringback-widget .pill")).to_have_text("That did not work. Please try again.")
    page.unroute("**/dialog.*.js")
    page.locator("ringback-widget .pill").click()
    opened(page)


def test_the_script_of_the_page_opens_closes_and_listens(browsing: Browsing, door: StubDoor) -> None:
    door.config = {"dataLayer": True, "floating": False}
    door.page = SHOP.replace("<h1>", "<script>dataLayer=[]</script><h1>")
    page = browsing.page()
    page.goto(door.shop)
    page.wait_for_function("!!window.ringback?.open")
    page.evaluate("window.seen = []; ['open', 'state', 'close'].forEach(n => ringback.on(n, d => seen.push([n, d])))")
    page.evaluate("ringback.open()")
    opened(page)
    fill(page)
    page.wait_for_function("seen.length == 2")
    door.move("connected")
    expect(page.get_by_role("heading", name="You are connected")).to_be_visible()
    page.evaluate("ringback.close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    seen = page.evaluate("seen")
    assert [name for name, _detail in seen] == ["open", "state", "state", "close"]
    assert seen[2][1] == {"state": "connected"}
    told = [one["event"] for one in page.evaluate("dataLayer")]
    assert told[:2] == ["ringback_ready", "ringback_open"] and told[-1] == "ringback_close"


@pytest.mark.parametrize(
    ("page_lang", "browser", "words"),
    [
        ("de", "en-GB", "Rückruf, bitte"),
        ("fr", "de-AT", "Rückruf, bitte"),
        ("fr", "fr-FR", "Ring me"),
        ("en", "de-DE", "Ring me"),
    ],
)
def test_the_visitors_language(browsing: Browsing, door: StubDoor, page_lang: str, browser: str, words: str) -> None:
    german = built().dialogs["de"]
    dialog = {"url": f"{door.api}/w/{german.name}", "integrity": german.integrity}
    door.config = {
        "button": "Ring me",
        "languages": {"en": {}, "de": {"language": "de", "button": "Rückruf, bitte", "dialog": dialog}},
    }
    door.page = SHOP.replace('lang="en"', f'lang="{page_lang}"')
    page = browsing.page(locale=browser)
    page.goto(door.shop)
    page.get_by_role("button", name=words).click()
    label = "Telefonnummer" if "Rück" in words else "Phone number"
    expect(page.get_by_label(label)).to_be_focused()


@pytest.mark.parametrize(
    ("path", "html", "asked"),
    [
        ("/", "", None),
        ("/help/returns", "", "help"),
        ("/help", "<p data-ringback-department=sales></p>", "sales"),
        ("/", "<p data-ringback-department=unheard-of></p>", None),
    ],
)
def test_departments(visit: Visit, door: StubDoor, path: str, html: str, asked: str | None) -> None:
    door.config = {"departments": SALES_AND_HELP}
    body(door, html)
    page = visit()
    page.goto(door.shop + path)
    page.locator("ringback-widget .pill").click()
    choice = page.get_by_label("What is it about?")
    if asked is None:
        choice.select_option("Help")
    else:
        expect(choice).to_be_hidden()
    fill(page)
    (post,) = until(door.posts)
    assert post.body["department"] == (asked or "help")


def test_a_strict_page_lets_all_of_it_in(browsing: Browsing, door: StubDoor) -> None:
    door.page_headers = {
        "Content-Security-Policy": STRICT_CSP.format(api=door.api) + "; trusted-types ringback ringback-parts"
    }
    body(door, "<div data-ringback=button></div><div data-ringback=form></div>")
    page = browsing.page()
    page.add_init_script(WATCH)
    page.goto(door.shop)
    fill(page.locator("ringback-face"))
    expect(page.get_by_role("dialog").get_by_role("heading", name="One moment…")).to_be_visible()
    assert page.evaluate("violations") == [] and page.evaluate("leaks") == []
