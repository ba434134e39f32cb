"""The rows of a whole organisation that belong to webhooks and notices."""

import json
from typing import Any

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages import models


def ways(owner: Actor, mark: str, person_id: int) -> dict[str, Any]:
    """One row of everything, with `mark` in its texts; gives ids by the names that URLs give them."""
    webhook = models.WebhookEndpoint.objects.create(
        organisation_id=owner.organisation_id,
        name=f"{mark} webhook",
        url=f"https://{mark.lower()}.example/hook",
        events=["call.ended"],
        secret="whsec_" + "a" * 32,
    )
    delivery = models.WebhookDelivery.objects.create(
        organisation_id=owner.organisation_id,
        endpoint=webhook,
        person_id=person_id,
        event_id=f"msg_{mark}",
        event="call.ended",
        body=json.dumps({"type": "call.ended", "data": {"mark": mark}}),
        state=models.WebhookState.FAILED,
        closed_at=clock.now(),
    )
    return {"webhook_id": webhook.pk, "delivery_id": delivery.public_id}
