"""What is signed before a purchase, and how long it binds (MISSION A7)."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services.finding import campaign_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

MOST_TEXT = 40_000
MOST_TERM_DAYS = 3650
KEPT_VERSIONS = 40


@dataclass(frozen=True, slots=True)
class AgreementValues:
    """The agreement: its title, its text, and for how many days it binds from its signing."""

    title: str
    text: str
    term_days: int = 730


def save_agreement(actor: Actor, campaign_id: int, values: AgreementValues) -> Campaign:
    """Change what is signed. Every version stays, by the first 12 digits of the SHA-256 of title, term and text.

    Raises FieldError; there is no taking it away once offers stand, for then nothing would be signed.
    """
    title, text = one_line(values.title, 120), paragraphs(values.text, MOST_TEXT)
    if text and not title:
        raise FieldError("title", _("The agreement needs a title."), _("As “No resale for two years”."))
    if not 1 <= values.term_days <= MOST_TERM_DAYS:
        raise FieldError("term_days", _("It cannot bind for so long."), _("From 1 to 3650 days."))
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        if campaign.published_at is not None and not text:
            raise FieldError("text", _("Offers stand that are to be signed."), _("Change it, or leave it as it is."))
        version = _version(title, text, values.term_days)
        if len(campaign.agreement_texts) >= KEPT_VERSIONS and version not in campaign.agreement_texts:
            raise FieldError("text", _("It was changed too often."), _("Signed versions must stay; begin a new one."))
        campaign.agreement_title, campaign.agreement_text = title, text
        campaign.agreement_term_days = values.term_days
        campaign.agreement_version = version
        if text:
            campaign.agreement_texts = {**campaign.agreement_texts, version: text}
        campaign.save(
            update_fields=[f"agreement_{name}" for name in ("title", "text", "version", "texts", "term_days")]
        )
        tell(actor, campaign, Change.SIGNING)
        audit(actor, "campaign.agreement_changed", f"campaign {campaign_id}", version=campaign.agreement_version)
    return campaign


def _version(title: str, text: str, term_days: int) -> str:
    """What names all that somebody agrees to, so that whoever reads one and signs another is told; "" for no text."""
    return sha256(f"{title}\n{term_days}\n{text}".encode()).hexdigest()[:12] if text else ""
