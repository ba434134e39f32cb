"""The rows of a whole organisation that belong to messages, webhooks, notices and mail that came in."""

import json
from typing import Any

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages import models
from tests.integration.accounts import scene


def ways(owner: Actor, mark: str, person_id: int) -> dict[str, Any]:
    """One row of everything, with `mark` in its texts; gives ids by the names that URLs give them."""
    member = scene.member_of(owner)
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
    message = models.Message.objects.create(
        organisation_id=owner.organisation_id,
        person_id=person_id,
        channel="mail",
        kind="test",
        language="en",
        to_address=f"{mark.lower()}@example.org",
        subject=f"{mark} subject",
        text=f"{mark} text",
        html=f"<p>{mark}</p>",
        state=models.State.FAILED,
    )
    models.Part.objects.create(message=message, name=f"{mark}.txt", media_type="text/plain", content="eA==")
    models.TemplateText.objects.create(
        organisation_id=owner.organisation_id,
        kind="test",
        language="de",
        subject=f"{mark} text",
        text=f"{mark} {{{{ name }}}}",
    )
    models.MailSender.objects.create(organisation_id=owner.organisation_id, name=f"{mark} sender")
    notice = models.Notice.objects.create(
        organisation_id=owner.organisation_id,
        member=member,
        person_id=person_id,
        what="new_lead",
        title=f"{mark} notice",
        text=f"{mark} text",
    )
    device = models.Device.objects.create(
        member=member,
        address=f"https://push.example/{mark}",
        address_hash=mark,
        public_key="x",
        auth="y",
        label=f"{mark} device",
    )
    models.NoticeWish.objects.create(member=member)
    offer = models.OfferCampaign.objects.create(organisation_id=owner.organisation_id, language="en")
    models.OfferText.objects.create(campaign=offer, language="en", subject=f"{mark} offer", body=f"{mark} body")
    return {
        "message_id": message.public_id,
        "offer_id": offer.public_id,
        "webhook_id": webhook.pk,
        "delivery_id": delivery.public_id,
        "notice_id": notice.pk,
        "device_id": device.pk,
        **_came_in(owner, mark, person_id),
    }


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
