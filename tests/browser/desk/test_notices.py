"""Notices in a browser: the bell that rings by itself, and what shows when no page of the desk is open."""

from typing import Any

from playwright.sync_api import expect

from ringback.channels.messages.models import Device, Notice
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.services import notify
from tests.browser.desk.conftest import PHONE, Desk
from tests.servers.push_service import Browser
from tests.waiting import until

# A push service is on the internet, so the browser's own answer is put in its place; all else is the browser's.
STAND_IN = """
(keys) => {
  const made = {
    endpoint: "https://push.example/one",
    getKey: (name) => Uint8Array.from(atob(keys[name].replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer,
    unsubscribe: async () => { localStorage.removeItem("signed-up"); return true; },
  };
  PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65 || !options.userVisibleOnly) throw new Error("not signed");
    localStorage.setItem("signed-up", "yes");
    return made;
  };
  PushManager.prototype.getSubscription = async () => localStorage.getItem("signed-up") ? made : null;
}
"""


def test_the_bell_rings_by_itself_on_the_members_desk_alone(desk: Desk) -> None:
    agent, other = desk.office.actor("agent"), desk.office.actor("agent")
    page, elsewhere = desk.page(agent, "/calls/"), desk.page(other, "/calls/")
    expect(page.locator("#bell .desk-bell-count")).to_have_count(0)
    notify(agent.organisation_id, [agent.member_id or 0], "trunk_down", {"name": "Main line"}, url="/calls/")
    keeper = Keeper()
    keeper.round()
    keeper.close()
    expect(page.locator("#bell .desk-bell-count")).to_have_text("1")
    expect(elsewhere.locator("#bell .desk-bell-count")).to_have_count(0)
    page.locator("#bell").click()
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/calls/")
    expect(page.locator("#bell .desk-bell-count")).to_have_count(0)
    assert desk.complaints == []


def test_a_browser_is_signed_up_pushed_to_and_signed_off(desk: Desk) -> None:
    agent, keys = desk.office.actor("agent"), Browser()
    context = desk.context(agent, permissions=["notifications"])
    given = {"p256dh": keys.public_key, "auth": keys.auth}
    context.add_init_script(f"({STAND_IN})({given!r})")
    page = desk.tab(context, "/notices/wishes/")
    page.get_by_role("button", name="Show notices on this device").click()
    expect(page.get_by_text("Notices come to this device from now on.")).to_be_visible()
    device = Device.objects.get()
    assert (device.address, device.public_key) == ("https://push.example/one", keys.public_key)
    assert device.label.startswith("Chrome")
    _push(page, desk.address, '{"title": "The line is down", "body": "Calls fail", "url": "/calls/", "tag": "n1"}')
    shown = until(lambda: page.evaluate(SHOWN))
    assert shown == [{"title": "The line is down", "body": "Calls fail", "url": "/calls/"}]
    page.get_by_role("button", name="No more on this device").click()
    expect(page.get_by_role("button", name="Show notices on this device")).to_be_visible()
    assert not Device.objects.exists()
    assert desk.complaints == []


SHOWN = """
async () => {
  const [registration] = await navigator.serviceWorker.getRegistrations();
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, data }) => ({ title, body, url: data.url }));
}
"""


def _push(page: Any, address: str, data: str) -> None:
    """Hand the browser what its push service would have."""
    session = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until(lambda: page.wait_for_timeout(20) or registrations)
    session.send(
        "ServiceWorker.deliverPushMessage", {"origin": address, "registrationId": registrations[0], "data": data}
    )


def test_it_fits_a_phone(desk: Desk) -> None:
    owner = desk.office.actor("owner")
    Notice.objects.create(
        organisation=desk.office.house.organisation,
        member_id=owner.member_id,
        what="trunk_down",
        title="The phone line “" + "x" * 60 + "” is down",
        text="Calls through it fail.",
        url="/trunks/",
    )
    for path in ("/notices/", "/notices/wishes/", "/webhooks/", "/webhooks/new/"):
        page = desk.page(owner, path, **PHONE)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        expect(page.locator("#bell")).to_be_visible()
    assert desk.complaints == []
