"""The rows of a whole organisation that belong to webhooks, notices and mail that came in."""

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
    letter = models.Message.objects.create(
        organisation_id=owner.organisation_id,
        person_id=person_id,
        channel="mail",
        kind="letter",
        language="en",
        to_address=f"{mark.lower()}@visitor.example",
        subject=f"{mark} letter",
        text=f"{mark} letter",
    )
    rows = {"webhook_id": webhook.pk, "delivery_id": delivery.public_id, "message_id": letter.public_id}
    return rows | _came_in(owner, mark, person_id)


def _came_in(owner: Actor, mark: str, person_id: int) -> dict[str, Any]:
    mail = models.InboundMessage.objects.create(
        organisation_id=owner.organisation_id,
        person_id=person_id,
        kind=models.MailKind.CALENDAR,
        matched=models.Matched.SENDER,
        from_address=f"{mark.lower()}@visitor.example",
        from_name=f"{mark} sender",
        subject=f"{mark} subject",
        text=f"{mark} text",
        fingerprint=f"{mark} fingerprint",
    )
    part = models.InboundPart.objects.create(
        inbound=mail, name=f"{mark}.pdf", media_type="application/pdf", size=1, content="eA=="
    )
    models.CalendarAnswer.objects.create(
        inbound=mail, organisation_id=owner.organisation_id, method="REPLY", uid=f"{mark} event", partstat="ACCEPTED"
    )
    models.BouncedAddress.objects.create(
        organisation_id=owner.organisation_id, person_id=person_id, address=f"{mark.lower()}@visitor.example"
    )
    return {"inbound_id": mail.public_id, "part_id": part.pk}
