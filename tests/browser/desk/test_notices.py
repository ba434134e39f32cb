"""Notices in a browser: the bell that rings by itself, and what shows when no page of the desk is open."""

from typing import Any

import pytest
from playwright.sync_api import expect

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.models import Device, Notice, WebhookDelivery, WebhookState
from ringback.channels.messages.notices import wishes
from ringback.channels.messages.notices.wishes import DeviceValues
from ringback.channels.messages.webhooks import services as webhooks
from ringback.channels.messages.webhooks.services import EndpointValues
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.services import notify
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.servers.push_service import Browser
from tests.waiting import until

# A push service is on the internet, so the browser's own answer is put in its place; all else is the browser's.
STAND_IN = """
(keys) => {
  const made = {
    endpoint: "https://push.example/one",
    getKey: (name) => {
      const binary = atob(keys[name].replace(/-/g, "+").replace(/_/g, "/"));
      return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer;
    },
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


def filled(desk: Desk, owner: Actor) -> list[str]:
    """Notices and webhooks with texts that are too long; gives the pages that show them."""
    organisation_id = owner.organisation_id
    for number, seen_at in enumerate((None, None, clock.now())):
        Notice.objects.create(
            organisation_id=organisation_id,
            member_id=owner.member_id or 0,
            what="trunk_down",
            title=f"The phone line “{LONG[: 60 * number + 20]}” is down",
            text="Calls through it fail. The carrier says: 403 Forbidden",
            url="/trunks/" if number else "",
            seen_at=seen_at,
        )
    signed_up = DeviceValues("https://push.example/1", Browser().public_key, Browser().auth, LONG[:80])
    wishes.add_device(owner, signed_up)
    values = EndpointValues(LONG[:80], f"https://crm.example/{'x' * 200}", ["call.ended", "promise.kept"])
    endpoint = webhooks.save_endpoint(owner, None, values)
    webhooks.save_endpoint(owner, None, EndpointValues("مستقبل الأحداث", "https://hooks.example/in", ["call.ended"]))
    delivery = webhooks.send_test(owner, endpoint.pk)
    tried = {"at": clock.now().isoformat(), "seconds": 15.01, "status": 0, "said": "ReadTimeout: " + "x" * 200}
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookState.FAILED, closed_at=clock.now(), tries=[tried, {**tried, "status": 500, "said": "500 broken"}]
    )
    webhooks.send_test(owner, endpoint.pk)
    delivered = f"/webhooks/deliveries/{delivery.public_id}/"
    return ["/notices/", "/notices/wishes/", "/webhooks/", "/webhooks/new/", f"/webhooks/{endpoint.pk}/", delivered]


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    owner = desk.office.actor("owner")
    paths = filled(desk, owner)
    page = desk.page(owner, **LOOKS[look])
    assert [line for path in paths for line in check(page, path)] == []
    expect(page.locator("#bell")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_empty_pages(desk: Desk, look: str) -> None:
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    assert [line for path in ("/notices/", "/webhooks/") for line in check(page, path)] == []
