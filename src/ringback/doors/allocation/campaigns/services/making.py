"""Making and changing campaigns: what a person says of one, checked."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require
from ringback.base.kit import money
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import campaign_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell
from ringback.doors.allocation.campaigns.spoken import SPOKEN

MOST_TEXT = 12_000
MOST_PLACES = 100_000
MOST_DAYS = 730
# Whoever has applied did so for this: it stays once a campaign is open.
_SETTLED = ("base_price", "currency", "prefer_history")


@dataclass(frozen=True, slots=True)
class CampaignValues:
    """What a person says of a campaign: see the model. `base_price` without tax, delivery and options."""

    title: str
    text: str = ""
    places: int = 1
    opens_at: datetime | None = None
    decide_days: int = 90
    delivery_from: date | None = None
    delivery_until: date | None = None
    offer_days: int = 14
    currency: str = money.USUAL
    base_price: Decimal = Decimal(0)
    language: str = "en"
    contact_email: str = ""
    owner_id: int | None = None
    prefer_history: bool = False


def save_campaign(actor: Actor, campaign_id: int | None, values: CampaignValues) -> Campaign:
    """Make a campaign, a draft, or change `campaign_id`.

    Raises FieldError naming the field and its mend, ConflictError for what is settled once it is open, NotFoundError,
    NotAllowedError.
    """
    require(actor, "allocation.edit", *(() if campaign_id is None else (("campaign", campaign_id),)))
    fields = _checked(actor, values)
    with transaction.atomic():
        if campaign_id is None:
            campaign = Campaign(organisation_id=actor.organisation_id)
        else:
            campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        changed = sorted(name for name, value in fields.items() if getattr(campaign, name) != value)
        if campaign.state != Campaign.State.DRAFT and set(changed) & set(_SETTLED):
            raise ConflictError(
                _("Price, currency and priority stay once a campaign is open: people applied for them.")
            )
        for name, value in fields.items():
            setattr(campaign, name, value)
        campaign.save()
        tell(actor, campaign, Change.CAMPAIGN if campaign_id else Change.MADE)
        if campaign_id and "places" in changed:
            tell(actor, campaign, Change.PLACES)
        audit(actor, "campaign.changed" if campaign_id else "campaign.made", f"campaign {campaign.pk}", fields=changed)
    forget(campaign.token)
    return campaign


def _checked(actor: Actor, values: CampaignValues) -> dict[str, Any]:
    fields = asdict(values)
    fields["title"], fields["text"] = one_line(values.title, 120), paragraphs(values.text, MOST_TEXT)
    fields["contact_email"] = one_line(values.contact_email, 254)
    if not fields["title"]:
        raise FieldError("title", _("A campaign needs a title."), _("Name it as applicants would."))
    for name, most in (("places", MOST_PLACES), ("decide_days", MOST_DAYS), ("offer_days", MOST_DAYS)):
        if not 1 <= fields[name] <= most:
            raise FieldError(name, _("This number cannot be."), _("From 1 to %(most)d.") % {"most": most})
    if not 0 <= values.base_price < money.MOST:
        raise FieldError("base_price", _("This is no price."), _("Type digits, as 280000 or 1800.50."))
    money.currency(values.currency)
    _check_delivery(values)
    known = {"language": dict(SPOKEN), "owner_id": {None, *member_names(actor.organisation_id, gone_too=True)}}
    for name, choices in known.items():
        if fields[name] not in choices:
            raise FieldError(name, _("This is none of the choices."), _("Choose one from the list."))
    try:
        if fields["contact_email"]:
            validate_email(fields["contact_email"])
    except ValidationError as error:
        raise FieldError("contact_email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
    return fields


def _check_delivery(values: CampaignValues) -> None:
    if values.delivery_from and values.delivery_until and values.delivery_from > values.delivery_until:
        raise FieldError("delivery_until", _("Delivery ends before it begins."), _("Put the earlier day first."))
