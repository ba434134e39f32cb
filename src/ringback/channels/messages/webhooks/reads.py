"""What the desk shows of webhooks: endpoints, and what was sent to each. Read-only."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import dateparse
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, require
from ringback.base.database.sealed import Unopened
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.webhooks.switching import BY_HAND, FAILING, GONE
from ringback.channels.messages.words import Look

MOST_DELIVERIES = 50

_OFF: dict[str, str | Text] = {
    GONE: gettext_lazy("Off: it answered that it is gone"),
    FAILING: gettext_lazy("Off: it failed for days"),
    BY_HAND: gettext_lazy("Switched off"),
}
_LOOKS = {
    WebhookState.WAITING: Look(WebhookState.WAITING.label, "wait", "clock"),
    WebhookState.DELIVERED: Look(WebhookState.DELIVERED.label, "good", "check"),
    WebhookState.FAILED: Look(WebhookState.FAILED.label, "bad", "alert-circle"),
    WebhookState.CANCELLED: Look(WebhookState.CANCELLED.label, "calm", "x"),
}


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One endpoint in the list: what it waits for, and when it was last reached."""

    endpoint: WebhookEndpoint
    waiting: int
    newest_at: datetime | None

    @property
    def look(self) -> Look:
        """How it stands, in words."""
        return endpoint_look(self.endpoint)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery in a list. `next_at` is when it is tried next, while it waits; `said` what the last try ended in."""

    delivery: WebhookDelivery
    look: Look
    next_at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: `status` 0 where there was no answer."""

    at: datetime | None
    seconds: float
    status: int
    said: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One delivery with every attempt at it, the newest first, and its body as people read JSON."""

    row: DeliveryRow
    tries: tuple[Tried, ...]
    body: str


def endpoints(actor: Actor) -> list[EndpointRow]:
    """The organisation's endpoints, by name: one query."""
    require(actor, "setup.edit")
    rows = WebhookEndpoint.objects.filter(organisation_id=actor.organisation_id).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=WebhookState.WAITING)),
        newest_at=Max("deliveries__created_at"),
    )
    return [EndpointRow(row, row.waiting, row.newest_at) for row in rows.order_by("name", "id")]


def endpoint(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    """One endpoint. Raises NotFoundError."""
    require(actor, "setup.edit")
    found = WebhookEndpoint.objects.filter(organisation_id=actor.organisation_id, pk=endpoint_id).first()
    if found is None:
        raise NotFoundError(_("There is no such webhook."))
    return found


def endpoint_look(found: WebhookEndpoint) -> Look:
    """How an endpoint stands, in words."""
    if found.off_at is not None:
        return Look(_OFF.get(found.off_why, ""), "calm" if found.off_why == BY_HAND else "bad", "player-stop")
    if found.failing_since_at is not None:
        return Look(_("Failing"), "wait", "alert-triangle")
    if found.fine_at is None:
        return Look(_("Not tried yet"), "calm", "clock")
    return Look(_("Works"), "good", "check")


def deliveries(actor: Actor, endpoint_id: int) -> list[DeliveryRow]:
    """What was sent to an endpoint lately, the newest first."""
    rows = _deliveries(actor).filter(endpoint_id=endpoint_id).defer("body")
    return [_row(one) for one in rows.order_by("-created_at", "-id")[:MOST_DELIVERIES]]


def delivery(actor: Actor, public_id: str) -> DeliveryPage:
    """One delivery. Raises NotFoundError."""
    found = _deliveries(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFoundError(_("There is no such delivery."))
    tries = tuple(_tried(one) for one in reversed(found.tries))
    return DeliveryPage(_row(found), tries, _indented(found.body))


def _indented(body: str) -> str:
    return body if isinstance(body, Unopened) else json.dumps(json.loads(body), ensure_ascii=False, indent=2)


def _deliveries(actor: Actor) -> QuerySet[WebhookDelivery]:
    require(actor, "setup.edit")
    rows = WebhookDelivery.objects.filter(organisation_id=actor.organisation_id)
    return rows.select_related("endpoint", "promise")


def _row(found: WebhookDelivery) -> DeliveryRow:
    waits = found.state == WebhookState.WAITING
    last = found.tries[-1] if found.tries else {}
    look = Look(_("Trying again"), "wait", "refresh") if waits and last else _LOOKS[WebhookState(found.state)]
    next_at = found.promise.due_at if waits and found.promise is not None else None
    return DeliveryRow(found, look, next_at, last.get("said", ""))


def _tried(one: dict[str, Any]) -> Tried:
    return Tried(dateparse.parse_datetime(one["at"]), one["seconds"], one["status"], one["said"])
