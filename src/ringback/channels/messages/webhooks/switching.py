"""Switching an endpoint off, so that nothing more is sent there, and telling those who set it up."""

from datetime import datetime

from django.urls import reverse

from ringback.base.accounts.services import audit, system_actor, who_may
from ringback.base.database import doorbell
from ringback.channels.messages.models import WebhookEndpoint
from ringback.core.promises.services import notify

GONE, FAILING, BY_HAND = "gone", "failing", "by_hand"


def switch_off(endpoint_id: int, why: str, at: datetime) -> bool:
    """Switch it off because of `why`, once; whoever may set up webhooks is told. In the caller's transaction."""
    changed = WebhookEndpoint.objects.filter(pk=endpoint_id, off_at=None).update(off_at=at, off_why=why)
    if not changed:
        return False
    endpoint = WebhookEndpoint.objects.get(pk=endpoint_id)
    audit(system_actor(endpoint.organisation_id), "webhook.switched_off", f"webhook {endpoint_id}", why=why)
    notify(
        endpoint.organisation_id,
        who_may(endpoint.organisation_id, "setup.edit"),
        f"webhook_{why}",
        {"name": endpoint.name},
        url=reverse("correspondence:webhook", args=[endpoint_id]),
        key=f"webhook {endpoint_id} {why} {at:%Y%m%dT%H%M%S}",
    )
    doorbell.ring("desk", organisation=endpoint.organisation_id, what="webhooks")
    return True
