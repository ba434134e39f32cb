"""Telling endpoints of an event: a delivery and a promise for each that wants to hear of it."""

import hashlib
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ringback.base.database import many_rows, queries
from ringback.base.kit import clock, ids
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint
from ringback.channels.messages.webhooks import rules
from ringback.channels.messages.webhooks.bodies import body
from ringback.channels.messages.webhooks.events import event_type
from ringback.core.promises.services import Draft, Policy, Promise, make

KIND = "messages.webhook"
CHANNEL = "webhook"
GRACE_SECONDS = 60
_TABLE = WebhookEndpoint._meta.db_table
# Asked wherever something happens, hence plain SQL: most organisations have no endpoint.
_HEARING = f"""
    SELECT id, events, with_personal FROM {_TABLE}
     WHERE organisation_id = %s AND off_at IS NULL
"""
# So that none is deleted before what it is told of is committed: the whole of it would fail.
_STAYS = "FOR KEY SHARE"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `personal` are numbers and names in it, which most endpoints do not get whole.

    `key` names it within its organisation and type: told twice, it is one event. `person_id`: whom it is about.
    """

    organisation_id: int
    type: str
    data: Mapping[str, Any]
    personal: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    person_id: int | None = None
    at: datetime | None = None


def emit(
    organisation_id: int,
    type: str,
    data: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    *,
    personal: Mapping[str, str] | None = None,
    key: str | None = None,
    person_id: int | None = None,
) -> int:
    """Tell every endpoint of the organisation that asked for events of `type`, in the caller's transaction.

    `data` is plain JSON values without names, numbers and addresses of persons; those go into `personal`, and reach
    only endpoints that are set up so (numbers masked otherwise). Data that has to be read first is given as a function,
    called where somebody listens. The same `key` again tells nobody twice.
    Returns how many were told. Raises NotFoundError for a type that nobody declared.
    """
    slug = event_type(type).slug
    hearing = _hearing(organisation_id, slug)
    if not hearing:
        return 0
    read = data() if callable(data) else data
    event = Event(organisation_id, slug, read, personal or {}, key, person_id)
    event_id = _event_id(event)
    return sum(deliver(event, event_id, endpoint_id, whole=whole) is not None for endpoint_id, whole in hearing)


def somebody_listens(organisation_id: int) -> tuple[str, list[Any]]:
    """An SQL condition and its parameters: the organisation has an endpoint; otherwise nothing need be emitted. For
    whoever asks the database something anyway.
    """
    return f"EXISTS (SELECT 1 FROM {_TABLE} WHERE organisation_id = %s AND off_at IS NULL)", [organisation_id]


def is_heard(organisation_id: int, type: str) -> bool:
    """Whether some endpoint wants to hear of events of `type`: for whoever has much to read before it can tell."""
    return bool(_hearing(organisation_id, event_type(type).slug))


def _hearing(organisation_id: int, type: str) -> list[tuple[int, bool]]:
    stays = _STAYS if connection.vendor == "postgresql" and connection.in_atomic_block else ""
    rows = queries.fetch(f"{_HEARING} {stays}", [organisation_id])
    return [(endpoint_id, bool(whole)) for endpoint_id, events, whole in rows if type in json.loads(events)]


def deliver(event: Event, event_id: str, endpoint_id: int, *, whole: bool) -> WebhookDelivery | None:
    """Write the event down for one endpoint and promise it; None where that endpoint has it already."""
    delivery = WebhookDelivery(
        organisation_id=event.organisation_id,
        endpoint_id=endpoint_id,
        person_id=event.person_id,
        event_id=event_id,
        event=event.type,
        body=body(event.type, event.at or clock.now(), event.data, event.personal, whole=whole),
    )
    with transaction.atomic():
        delivery.promise = promised(delivery)
        told = many_rows.insert_if_free(delivery)
        if not told:
            transaction.set_rollback(True)
    return delivery if told else None


def promised(delivery: WebhookDelivery, again: str = "") -> Promise:
    """A promise to deliver, which the delivery is then given; `again` names a further one, for an event that a person
    sends once more."""
    return make(
        Draft(
            organisation_id=delivery.organisation_id,
            door="desk",
            kind=KIND,
            channel=CHANNEL,
            due_at=clock.now(),
            grace_seconds=GRACE_SECONDS,
            policy=Policy({"failed": rules.gaps(random.random)}),
            at_most_once=False,
            made_key=f"webhook:{delivery.public_id}:{again}",
        )
    )


def _event_id(event: Event) -> str:
    """The same for every endpoint and every attempt, so that whoever hears it twice knows."""
    if event.key is None:
        return f"msg_{ids.public_id()}"
    named = f"{event.organisation_id} {event.type} {event.key}"
    return f"msg_{hashlib.sha256(named.encode()).hexdigest()[:32]}"
