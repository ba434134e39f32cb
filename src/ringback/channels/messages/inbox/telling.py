"""Who hears of what came in: whoever has the person's promise, or else the leads."""

from datetime import timedelta

from django.urls import reverse

from ringback.base.accounts.services import leads_of, who_may
from ringback.channels.messages.models import InboundMessage
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise

MOST_NOTICES_AN_HOUR = 20


def tell(inbound: InboundMessage, notice: str) -> None:
    """Tell whoever has the person's promise, or else the leads; in a flood once an hour."""
    hour = InboundMessage.objects.filter(
        organisation_id=inbound.organisation_id, done_at=None, arrived_at__gt=inbound.arrived_at - timedelta(hours=1)
    )
    flooded = hour[: MOST_NOTICES_AN_HOUR + 1].count() > MOST_NOTICES_AN_HOUR
    promises.notify(
        inbound.organisation_id,
        _who_hears(inbound),
        notice,
        {},
        person_id=inbound.person_id,
        url=reverse("correspondence:inbox") if flooded else reverse("correspondence:inbound", args=[inbound.public_id]),
        key=f"mail in {inbound.arrived_at:%Y%m%dT%H}" if flooded else f"mail in {inbound.public_id}",
    )


def _who_hears(inbound: InboundMessage) -> list[int]:
    readers = who_may(inbound.organisation_id, "messages.see")
    if inbound.person_id is not None:
        open_ones = Promise.objects.filter(
            organisation_id=inbound.organisation_id,
            person_id=inbound.person_id,
            closed_at=None,
            owner_id__in=readers,
        )
        owner_id = open_ones.order_by("due_at").values_list("owner_id", flat=True).first()
        if owner_id is not None:
            return [owner_id]
    return [one for one in leads_of(inbound.organisation_id) if one in readers]
