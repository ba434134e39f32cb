"""Endpoints: made, changed, their secrets renewed, switched, tried and deleted by those who may set things up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.outgoing import urls
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.webhooks import emitting, rules, signing
from ringback.channels.messages.webhooks.emitting import Event
from ringback.channels.messages.webhooks.events import TEST, every_event
from ringback.channels.messages.webhooks.switching import BY_HAND

MOST_ENDPOINTS = 20


@dataclass(frozen=True, slots=True)
class EndpointValues:
    """What a person says of an endpoint."""

    name: str
    url: str
    events: Sequence[str]
    with_personal: bool = False


def save_endpoint(actor: Actor, endpoint_id: int | None, values: EndpointValues) -> WebhookEndpoint:
    """Make an endpoint, with a secret, or change `endpoint_id`. Raises FieldError naming the field and its mend."""
    require(actor, "setup.edit")
    name = " ".join(values.name.split())
    if not name or len(name) > 80:
        raise FieldError("name", _("It needs a name of at most 80 characters."), _("As “Our CRM”."))
    known = {event.slug for event in every_event()}
    events = sorted(set(values.events) & known)
    if not events:
        raise FieldError("events", _("It would hear of nothing."), _("Choose at least one event."))
    url = urls.checked(values.url, settings.OUTGOING_NETWORKS)
    with transaction.atomic():
        endpoint = _found(actor, endpoint_id) if endpoint_id is not None else _new(actor)
        endpoint.name, endpoint.url, endpoint.events = name, url, events
        endpoint.with_personal = values.with_personal
        endpoint.save()
        _note(actor, "webhook.saved", endpoint, events=events, with_personal=endpoint.with_personal)
    return endpoint


def _new(actor: Actor) -> WebhookEndpoint:
    if WebhookEndpoint.objects.filter(organisation_id=actor.organisation_id).count() >= MOST_ENDPOINTS:
        raise FieldError("name", _("There are twenty webhooks already."), _("Delete one that is not used any more."))
    return WebhookEndpoint(organisation_id=actor.organisation_id, secret=signing.new_secret())


def delete_endpoint(actor: Actor, endpoint_id: int) -> None:
    """Delete an endpoint with its deliveries; what was on its way is called off as it comes due."""
    require(actor, "setup.edit")
    with transaction.atomic():
        endpoint = _found(actor, endpoint_id)
        _note(actor, "webhook.deleted", endpoint)
        endpoint.delete()


def renew_secret(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    """Give the endpoint a new secret. For a day everything is signed with the old one too, so that nothing is lost."""
    require(actor, "setup.edit")
    with transaction.atomic():
        endpoint = _found(actor, endpoint_id)
        endpoint.old_secret, endpoint.secret = endpoint.secret, signing.new_secret()
        endpoint.old_until_at = clock.now() + rules.OLD_SECRET_LASTS
        endpoint.save(update_fields=["secret", "old_secret", "old_until_at"])
        _note(actor, "webhook.secret_renewed", endpoint)
    return endpoint


def switch(actor: Actor, endpoint_id: int, *, on: bool) -> None:
    """Switch an endpoint on again, with its failures forgotten, or off."""
    require(actor, "setup.edit")
    with transaction.atomic():
        endpoint = _found(actor, endpoint_id)
        endpoint.off_at, endpoint.off_why = (None, "") if on else (clock.now(), BY_HAND)
        endpoint.failing_since_at = None
        endpoint.save(update_fields=["off_at", "off_why", "failing_since_at"])
        _note(actor, "webhook.switched_on" if on else "webhook.switched_off", endpoint)


def send_test(actor: Actor, endpoint_id: int) -> WebhookDelivery:
    """Send the endpoint an event that means nothing. Raises ConflictError where it is off."""
    require(actor, "setup.edit")
    with transaction.atomic():
        endpoint = _found(actor, endpoint_id)
        _require_on(endpoint)
        event = Event(actor.organisation_id, TEST.slug, TEST.example)
        delivery = emitting.deliver(event, f"msg_{ids.public_id()}", endpoint.pk, whole=endpoint.with_personal)
        assert delivery is not None  # its id is new
        _ring(actor.organisation_id)
    return delivery


def deliver_again(actor: Actor, delivery_id: str) -> WebhookDelivery:
    """Send an event once more, under the same id. Raises ConflictError while it is still being tried."""
    require(actor, "setup.edit")
    with transaction.atomic():
        rows = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint")
        delivery = rows.filter(organisation_id=actor.organisation_id, public_id=delivery_id).first()
        if delivery is None:
            raise NotFoundError(_("There is no such delivery."))
        _require_on(delivery.endpoint)
        if delivery.closed_at is None:
            raise ConflictError(_("It is still being tried."))
        delivery.state, delivery.closed_at = WebhookState.WAITING, None
        delivery.promise = emitting.promised(delivery, again=ids.public_id())
        delivery.save(update_fields=["state", "closed_at", "promise"])
        audit(actor, "webhook.delivered_again", f"webhook {delivery.endpoint_id}", event=delivery.event)
        _ring(actor.organisation_id)
    return delivery


def _require_on(endpoint: WebhookEndpoint) -> None:
    if endpoint.off_at is not None:
        raise ConflictError(_("This webhook is switched off. Switch it on first."))


def _found(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.select_for_update().filter(organisation_id=actor.organisation_id)
    endpoint = rows.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFoundError(_("There is no such webhook."))
    return endpoint


def _note(actor: Actor, action: str, endpoint: WebhookEndpoint, **detail: object) -> None:
    audit(actor, action, f"webhook {endpoint.pk}", name=endpoint.name, **detail)
    _ring(actor.organisation_id)


def _ring(organisation_id: int) -> None:
    doorbell.ring("desk", organisation=organisation_id, what="webhooks")
