"""Keeping the promise to give everybody their answer: for a while, then promised anew, until all are made."""

from functools import partial
from typing import TYPE_CHECKING

from ringback.base.kit import spells
from ringback.core.promises.services import Outcome, Promise
from ringback.doors.allocation.answers.services.publishing import give_some, go_on_later
from ringback.doors.allocation.campaigns.models import Campaign

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


class PublishingHandler:
    """Makes the messages of one campaign's answers, outside the database's lock but for each portion's moment."""

    outside = True
    seconds = 120.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Go on for a while."""
        campaign_id = int(promise.content["campaign"])
        if spells.work(partial(give_some, campaign_id)):
            go_on_later(Campaign.objects.get(pk=campaign_id))
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
