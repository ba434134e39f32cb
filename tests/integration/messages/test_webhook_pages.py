"""The pages of webhooks: the list, one with its secret, what was sent."""

import re

import pytest

from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.webhooks import services
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db
FORM = {"name": "Our CRM", "url": "https://crm.example/hook", "events": ["call.ended", "promise.kept"]}


@pytest.fixture
def place() -> Office:
    return office()


def made(place: Office) -> WebhookEndpoint:
    answer = place.client().post("/webhooks/new/", FORM)
    assert answer.status_code == 200, answer.content.decode()
    return WebhookEndpoint.objects.get()


def test_a_webhook_is_made_and_its_secret_shown_once(place: Office) -> None:
    client = place.client()
    assert "No webhook yet" in client.get("/webhooks/").content.decode()
    page = client.post("/webhooks/new/", FORM).content.decode()
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in page
    for address in ("/webhooks/", f"/webhooks/{endpoint.pk}/"):
        later = client.get(address).content.decode()
        assert "Our CRM" in later
        assert endpoint.secret not in later and "whsec_" not in later
    renewed = client.post(f"/webhooks/{endpoint.pk}/do/", {"do": "renew"}).content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret in renewed
    assert endpoint.old_secret not in renewed


def test_its_settings_are_changed_without_a_new_secret(place: Office) -> None:
    endpoint = made(place)
    changed = {**FORM, "name": "CRM 2", "events": ["call.ended"], "with_personal": "on"}
    assert place.client().post(f"/webhooks/{endpoint.pk}/", changed).status_code == 302
    after = WebhookEndpoint.objects.get()
    assert (after.name, after.events, after.with_personal) == ("CRM 2", ["call.ended"], True)
    assert after.secret == endpoint.secret


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("url", "http://crm.example/"), ("url", "https://127.0.0.1/"), ("events", []), ("url", "nonsense")],
)
def test_a_wrong_value_names_its_field(field: str, value: str | list[str], place: Office) -> None:
    answer = place.client().post("/webhooks/new/", {**FORM, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_test_is_sent_seen_and_sent_again(place: Office) -> None:
    endpoint, client = made(place), place.client()
    assert client.post(f"/webhooks/{endpoint.pk}/do/", {"do": "test"}).status_code == 302
    delivery = WebhookDelivery.objects.get()
    tried = {"at": "2026-03-11T12:00:00+00:00", "seconds": 0.2, "status": 500, "said": "500 <b>broken</b>"}
    WebhookDelivery.objects.update(state=WebhookState.FAILED, closed_at="2026-03-11T12:00:00Z", tries=[tried])
    assert "webhook.test" in client.get(f"/webhooks/{endpoint.pk}/").content.decode()
    page = client.get(f"/webhooks/deliveries/{delivery.public_id}/").content.decode()
    assert "HTTP 500" in page
    assert "<b>broken" not in page
    assert client.post(f"/webhooks/deliveries/{delivery.public_id}/again/").status_code == 302
    assert client.post(f"/webhooks/deliveries/{delivery.public_id}/again/").status_code == 409
    assert client.post(f"/webhooks/{endpoint.pk}/do/", {"do": "nonsense"}).status_code == 422


def test_it_is_switched_off_on_and_deleted(place: Office) -> None:
    endpoint, client = made(place), place.client()
    client.post(f"/webhooks/{endpoint.pk}/do/", {"do": "off"})
    assert re.search(r"Switched off", client.get("/webhooks/").content.decode())
    client.post(f"/webhooks/{endpoint.pk}/do/", {"do": "on"})
    assert "Not tried yet" in client.get("/webhooks/").content.decode()
    assert client.post(f"/webhooks/{endpoint.pk}/delete/").status_code == 302
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("role", ["lead", "agent", "viewer"])
def test_who_may_not_set_things_up_sees_none(place: Office, role: str) -> None:
    endpoint = made(place)
    client = place.client(role)
    for address in ("/webhooks/", "/webhooks/new/", f"/webhooks/{endpoint.pk}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/webhooks/{endpoint.pk}/delete/").status_code == 403


def test_there_is_an_end_to_how_many_there_may_be(place: Office) -> None:
    client = place.client()
    for _number in range(services.MOST_ENDPOINTS):
        assert client.post("/webhooks/new/", FORM).status_code == 200
    assert client.post("/webhooks/new/", FORM).status_code == 422
