"""The agreement is signed on a page: typed name, time, address, version of the text, and a PDF with its hash (A7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.database.sealed import seal_bytes
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import ConflictError, FieldError, RingbackError
from ringback.base.kit.lines import one_line
from ringback.channels.messages.services import Attachment
from ringback.core.people.services import shortened
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft
from ringback.doors.allocation.answers.services.writing import DOOR, send_to
from ringback.doors.allocation.offers import rules, saying
from ringback.doors.allocation.offers.models import Agreement, Offer
from ringback.doors.allocation.offers.paper import Paper, pdf_of
from ringback.doors.allocation.offers.services.locking import locked_offer, standing_offer
from ringback.doors.allocation.offers.services.offering import AGAIN, HOUSE, unplan
from ringback.doors.allocation.offers.wording import SIGNED
from ringback.doors.allocation.record import services as record

TERM = "allocation.term"


class BrokenFileError(RingbackError):
    """A kept file is not what was signed; it is not handed out."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What somebody sent who signs: the `name` they typed, whether they ticked, and the version that they read."""

    name: str
    agreed: bool
    version: str
    address: str = ""


def sign(entry_id: int, signature: Signature) -> Agreement:
    """Sign the agreement of an accepted offer: the place is theirs. The PDF goes to them by mail.

    Raises NotFoundError; ConflictError where the offer is over, not accepted, or another text stands now; FieldError
    for a name or tick that lacks.
    """
    seen = standing_offer(entry_id)
    made = _agreement(seen, replace(signature, name=_checked(seen, signature)))
    content = pdf_of(_paper(seen, made))
    made.sum, made.size = rules.sum_of(content), len(content)
    with transaction.atomic():
        offer = locked_offer(entry_id)
        _checked(offer, signature)
        made.offer = offer
        made.file.save(f"{ids.public_id()}.sealed", ContentFile(seal_bytes(content)), save=False)
        made.save()
        offer.state, offer.closed_at = Offer.State.SIGNED, made.signed_at
        offer.save(update_fields=["state", "closed_at"])
        unplan(offer, _("The agreement was signed."))
        _watch(offer, made)
        _send(offer, made, content)
        facts = {"version": made.text_version, "text": made.text_sum, "pdf": made.sum}
        record.write(offer.campaign_id, None, "agreement.signed", entry_id, facts)
    return made


def _checked(offer: Offer, signature: Signature) -> str:
    """The name as it is kept."""
    words = saying.tongue_of(offer.entry).words
    if offer.state != Offer.State.ACCEPTED or signature.version != offer.campaign.agreement_version:
        raise ConflictError(words["changed"])
    name = one_line(signature.name, rules.MOST_NAME + 1)
    if not rules.is_name(name):
        raise FieldError("name", words["name_needed"], "")
    if not signature.agreed:
        raise FieldError("agree", words["agree_needed"], "")
    return name


def _agreement(offer: Offer, signature: Signature) -> Agreement:
    campaign, now = offer.campaign, clock.now()
    return Agreement(
        offer=offer,
        name=signature.name,
        language=offer.entry.language,
        address=shortened(signature.address),
        text_version=campaign.agreement_version,
        text_sum=rules.sum_of(campaign.agreement_text.encode()),
        signed_at=now,
        term_ends_at=now + timedelta(days=campaign.agreement_term_days),
    )


def _paper(offer: Offer, made: Agreement) -> Paper:
    """The agreement in the campaign's words, and what was signed in the applicant's."""
    campaign, tongue = offer.campaign, saying.tongue_of(offer.entry)
    words = tongue.words
    facts = [
        (words["paper_campaign"], campaign.title),
        (words["paper_name"], made.name),
        (words["paper_at"], _instant(tongue.date(made.signed_at), tongue.moment(made.signed_at), made.signed_at)),
        (words["paper_how"], words["paper_how_value"]),
        (words["paper_address"], made.address or "–"),
        (words["paper_term"], tongue.date(made.term_ends_at)),
        (words["paper_version"], made.text_version),
        (words["paper_sum"], made.text_sum),
    ]
    signed = {
        "campaign": campaign.title,
        "title": campaign.agreement_title,
        "text": campaign.agreement_text,
        "text_version": made.text_version,
        "text_sha256": made.text_sum,
        "name": made.name,
        "signed_at": made.signed_at.isoformat(),
        "address": made.address,
        "term_ends_at": made.term_ends_at.isoformat(),
    }
    return Paper(
        language=campaign.language,
        title=campaign.agreement_title,
        text=campaign.agreement_text,
        facts=facts,
        record=msgspec.json.format(msgspec.json.encode(signed), indent=1),
        made_at=made.signed_at,
        lacking=words["paper_lacking"],
        author=campaign.organisation.name,
    )


def _instant(date: str, moment: str, at: datetime) -> str:
    return f"{date}, {moment.rpartition(', ')[2]} = {at:%Y-%m-%dT%H:%M:%SZ}"


def _watch(offer: Offer, made: Agreement) -> None:
    """The term is a promise that the house keeps: it says when it is over."""
    promises.make(
        Draft(
            organisation_id=offer.campaign.organisation_id,
            door=DOOR,
            kind=TERM,
            channel=HOUSE,
            due_at=made.term_ends_at,
            subject_id=made.pk,
            owner_id=offer.campaign.owner_id,
            policy=AGAIN,
            grace_seconds=86_400,
            at_most_once=False,
            made_key=f"{TERM} {made.pk}",
        )
    )


def _send(offer: Offer, made: Agreement, content: bytes) -> None:
    """Mail the PDF; who cannot be written to has it on their page."""
    file = Attachment(f"agreement-{made.signed_at:%Y-%m-%d}.pdf", "application/pdf", content)
    key = f"allocation signed {made.pk}"
    send_to(offer.entry, offer.campaign, SIGNED.slug, key, {"sum": made.sum}, [file])
