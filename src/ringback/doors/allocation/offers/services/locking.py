"""An offer that an applicant is about to act on."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.doors.allocation.offers import rules
from ringback.doors.allocation.offers.models import Offer


def locked_offer(entry_id: int) -> Offer:
    """The offer to an entry, until the caller's transaction ends. Raises NotFoundError, ConflictError where it is over.

    What the clock has ended is over before the keeper notes it.
    """
    return _standing(Offer.objects.select_for_update(of=("self",)), entry_id)


def standing_offer(entry_id: int) -> Offer:
    """As `locked_offer`, to look at: what takes long is done before the lock."""
    return _standing(Offer.objects.all(), entry_id)


def _standing(rows: QuerySet[Offer], entry_id: int) -> Offer:
    joined = rows.select_related("campaign__organisation", "entry__region")
    found = joined.filter(entry_id=entry_id, campaign__published_at__isnull=False).first()
    if found is None:
        raise NotFoundError(_("There is no such offer."))
    if not rules.stands(found.state, found.expires_at, clock.now()):
        raise ConflictError(_("This offer is over."))
    return found
