"""An offer is accepted, declined, or runs out; whichever comes first counts."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.doors.allocation.answers.services.writing import send_to
from ringback.doors.allocation.offers.models import Offer
from ringback.doors.allocation.offers.services.locking import locked_offer
from ringback.doors.allocation.offers.services.offering import pass_on, unplan
from ringback.doors.allocation.offers.wording import LAPSED
from ringback.doors.allocation.record import services as record


def accept(entry_id: int) -> Offer:
    """The applicant wants the place; it is theirs once they have signed. Again changes nothing.

    Raises NotFoundError, ConflictError where it is over.
    """
    with transaction.atomic():
        offer = locked_offer(entry_id)
        if offer.state == Offer.State.OPEN:
            offer.state, offer.accepted_at = Offer.State.ACCEPTED, clock.now()
            offer.save(update_fields=["state", "accepted_at"])
            record.write(offer.campaign_id, None, "offer.accepted", entry_id)
    return offer


def decline(entry_id: int) -> Offer:
    """The applicant gives the place up: the next on the list has it at once. Raises as `accept`."""
    with transaction.atomic():
        offer = locked_offer(entry_id)
        _close(offer, Offer.State.DECLINED)
        unplan(offer, _("The offer was declined."))
        pass_on(offer.campaign_id, offer.entry)
    return offer


def let_go(entry_id: int) -> None:
    """Whoever is erased holds no offer any more: the next has it. In the caller's transaction."""
    rows = Offer.objects.select_for_update(of=("self",)).select_related("campaign", "entry__region")
    offer = rows.filter(entry_id=entry_id, state__in=(Offer.State.OPEN, Offer.State.ACCEPTED)).first()
    if offer is not None:
        _close(offer, Offer.State.DECLINED)
        unplan(offer, _("The person was erased."))
        pass_on(offer.campaign_id, offer.entry)


def expire(offer_id: int) -> bool:
    """The clock has run out: unless it was signed, the offer is over and the next has it. Whether it was.

    In the caller's transaction.
    """
    rows = Offer.objects.select_for_update(of=("self",)).select_related("campaign", "entry__region")
    offer = rows.filter(pk=offer_id, state__in=(Offer.State.OPEN, Offer.State.ACCEPTED)).first()
    if offer is None or clock.now() < offer.expires_at:
        return False
    _close(offer, Offer.State.EXPIRED)
    unplan(offer, _("The offer is over."))
    pass_on(offer.campaign_id, offer.entry)
    send_to(offer.entry, offer.campaign, LAPSED.slug, f"allocation lapsed {offer.pk}", {})
    return True


def _close(offer: Offer, state: Offer.State) -> None:
    offer.state, offer.closed_at = state, clock.now()
    offer.save(update_fields=["state", "closed_at"])
    record.write(offer.campaign_id, None, f"offer.{state}", offer.entry_id)
