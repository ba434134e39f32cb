"""The promise to go on with an offer: kept for a while, then promised anew, until everything is made or taken back."""

from functools import partial
from typing import TYPE_CHECKING

from ringback.base.kit import spells
from ringback.channels.messages.models import OfferCampaign
from ringback.channels.messages.offers import making
from ringback.core.promises.services import Outcome, Promise, keeps

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


def register() -> None:
    """Register who keeps it; doing so again changes nothing."""
    keeps(making.KIND, OfferingHandler())


class OfferingHandler:
    """Goes on with one offer, outside the database's lock but for each portion's moment."""

    outside = True
    seconds = 120.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        campaign_id = int(promise.content["offer"])
        if spells.work(partial(making.go_on, campaign_id)):
            row = OfferCampaign.objects.filter(id=campaign_id).first()
            if row is not None:
                making.plan(row)
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
