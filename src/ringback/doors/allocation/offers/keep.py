"""Keeping the promises of offers: reminded, run out, and the term of what was signed."""

from typing import TYPE_CHECKING

from ringback.base.kit import clock
from ringback.core.promises.services import Outcome, Promise
from ringback.doors.allocation.answers.services.writing import moment, send_to
from ringback.doors.allocation.offers import rules, services
from ringback.doors.allocation.offers.models import Agreement, Offer
from ringback.doors.allocation.offers.services.telling import notify
from ringback.doors.allocation.offers.wording import REMINDED
from ringback.doors.allocation.record import services as record

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


class ExpiringHandler:
    """An offer that is not taken passes to the next on the list (MISSION A11)."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Close it, unless it was signed or declined; rows only."""
        return Outcome.DONE if services.expire(promise.subject_id or 0) else Outcome.CANCELLED

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


class RemindingHandler:
    """Reminds an applicant while their offer stands."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Order the message; rows only."""
        offer = Offer.objects.select_related("campaign", "entry__region").filter(pk=promise.subject_id or 0).first()
        if offer is None or not rules.stands(offer.state, offer.expires_at, clock.now()):
            return Outcome.CANCELLED
        until = {"until": moment(offer.entry, offer.expires_at)}
        key = f"allocation reminded {offer.pk} {int(promise.due_at.timestamp())}"
        told = send_to(offer.entry, offer.campaign, REMINDED.slug, key, until)
        return Outcome.CANCELLED if told is None else Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


class TermHandler:
    """Notes that an agreement binds no longer, and tells whoever answers for the campaign (MISSION A7)."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Write it down; rows only."""
        rows = Agreement.objects.select_related("offer__campaign", "offer__entry").filter(ended_at=None)
        found = rows.filter(pk=promise.subject_id or 0).first()
        if found is None:
            return Outcome.CANCELLED
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        record.write(found.offer.campaign_id, None, "agreement.ended", found.offer.entry_id)
        notify(found.offer.campaign, found.offer.entry, "allocation_term")
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
