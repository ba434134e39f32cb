"""The purchase: closed on the server until the agreement is signed (MISSION A7)."""

from django.db import transaction

from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.doors.allocation.offers import saying
from ringback.doors.allocation.offers.models import Agreement, Offer, Purchase
from ringback.doors.allocation.offers.services.telling import notify
from ringback.doors.allocation.record import services as record


def confirm_purchase(entry_id: int) -> Purchase:
    """The applicant buys at the price they were shown. Again changes nothing.

    Raises NotFoundError, and ConflictError while nothing is signed.
    """
    with transaction.atomic():
        rows = Offer.objects.select_for_update(of=("self",)).select_related("campaign", "entry__region")
        offer = rows.filter(entry_id=entry_id, campaign__published_at__isnull=False).first()
        if offer is None:
            raise NotFoundError("There is no such offer.")
        agreement = Agreement.objects.filter(offer=offer).first()
        if agreement is None or offer.state != Offer.State.SIGNED:
            raise ConflictError(saying.tongue_of(offer.entry).words["unsigned"])
        made, is_new = Purchase.objects.get_or_create(agreement=agreement, defaults={"price": offer.entry.price})
        if is_new:
            record.write(offer.campaign_id, None, "purchase.confirmed", entry_id, {"price": offer.entry.price})
            notify(offer.campaign, offer.entry, "allocation_bought")
    return made
