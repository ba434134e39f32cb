"""Takes the pictures of the README from a real demo: `.venv/bin/python -m scripts.take_screenshots`.

Starts a demo in a folder of its own, plays visitor, agent and owner, and writes docs/images/*.png.
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

from tests.servers.demo import Demo
from tests.waiting import until

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FOLDER = Path(__file__).parent.parent / "docs" / "images"
MOST_BYTES = 300_000
NUMBER = "+493023125123"
TALK_SECONDS = 20


def main() -> None:
    """Write both pictures; fails when one is heavier than a README should carry."""
    FOLDER.mkdir(exist_ok=True)
    demo = Demo()
    with demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        stage = _page(browser)
        stage.goto(demo.pages["shop"])
        _ring(stage)
        _keep(stage, "demo.png")
        _talk(demo, stage.frame_locator("#phones"))
        desk = _page(browser)
        _open_call(demo, desk, stage.locator("#desk").get_attribute("href") or "")
        _keep(desk, "call.png")
        browser.close()
    demo.discard()


def _page(browser: Browser) -> Page:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    return context.new_page()


def _ring(stage: Page) -> None:
    """Ask for a call, answer as Anna, and leave the visitor's phone ringing."""
    shop, phones = stage.frame_locator("iframe.shop"), stage.frame_locator("#phones")
    shop.locator("ringback-widget .pill").click()
    shop.locator("ringback-widget #phone").fill("030 23125123")
    shop.locator("ringback-widget #consent").check()
    shop.locator("ringback-widget form .b").click()
    phones.locator("#team [data-state=ringing] [data-act=answer]").click()
    phones.locator("#visitor [data-state=ringing] [data-act=answer]").wait_for()
    shop.locator("ringback-widget .s[data-state=calling_you]").wait_for()


def _talk(demo: Demo, phones: FrameLocator) -> None:
    phones.locator("#visitor [data-act=answer]").click()
    until(lambda: demo.phone(NUMBER)["state"] == "talking" and demo.phone(NUMBER)["seconds"] > TALK_SECONDS, 90)
    phones.locator("#team [data-state=talking] [data-act=hang-up]").click()
    until(lambda: demo.phone(NUMBER)["state"] == "ended")


def _open_call(demo: Demo, desk: Page, address: str) -> None:
    desk.goto(f"{demo.pages['desk']}/calls/")
    desk.locator("[name=login]").fill(demo.pages["email"])
    desk.locator("[name=password]").fill(demo.pages["password"])
    desk.locator("form [type=submit]").first.click()
    desk.locator("main a[href^='/calls/']").first.wait_for()
    desk.goto(address)
    player = desk.locator("audio[data-recording]")
    player.wait_for()
    until(lambda: player.evaluate("audio => audio.readyState >= 1"))


def _keep(page: Page, name: str) -> None:
    path = FOLDER / name
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB")
    assert size <= MOST_BYTES, f"{name} is heavier than {MOST_BYTES} bytes"


if __name__ == "__main__":
    main()
