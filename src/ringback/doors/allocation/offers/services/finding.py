"""Offers and agreements, for members within their reach and for the applicant behind a link."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import unseal_bytes
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.offers import rules
from ringback.doors.allocation.offers.models import Agreement, Offer
from ringback.doors.allocation.offers.services.signing import BrokenFileError


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A signed agreement as it is handed out."""

    name: str
    content: bytes


def offer_of(actor: Actor, offer_id: int) -> Offer:
    """One offer, for whoever publishes and sees its entry. Raises NotFoundError, NotAllowedError."""
    rows = Offer.objects.select_related("campaign", "entry__region")
    found = rows.filter(campaign__organisation_id=actor.organisation_id, pk=offer_id).first()
    if found is None:
        raise NotFoundError(_("There is no such offer."))
    entry_of(actor, found.entry_id, "allocation.publish")
    return found


def offer_to(entry: Entry) -> Offer | None:
    """The offer to an entry, for the one behind its link."""
    return Offer.objects.select_related("agreement__purchase").filter(entry=entry).first()


def agreement_file(offer: Offer) -> PdfFile:
    """The signed PDF, once its hash was compared with what was noted when it was signed.

    Raises NotFoundError where nothing was signed or it was erased, BrokenFileError where it is not what was signed,
    SealError where its key is gone.
    """
    found = Agreement.objects.filter(offer=offer).first()
    if found is None or not found.file:
        raise NotFoundError(_("There is no signed agreement."))
    try:
        with found.file.open("rb") as stored:
            content = unseal_bytes(stored.read())
    except FileNotFoundError as error:
        raise BrokenFileError(_("The signed file is missing.")) from error
    if rules.sum_of(content) != found.sum:
        raise BrokenFileError(_("This file is not what was signed: its SHA-256 sum is another one."))
    return PdfFile(f"agreement-{found.signed_at:%Y-%m-%d}-{found.pk}.pdf", content)
