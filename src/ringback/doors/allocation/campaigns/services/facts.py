"""A campaign with all its parts as plain values, remembered for a few seconds for its public pages."""

from collections import OrderedDict
from decimal import Decimal
from threading import Lock

from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.campaigns.models import Campaign, Option, Question, Region
from ringback.doors.allocation.campaigns.rules import Asked, CampaignFacts, Condition, OptionFacts, RegionFacts
from ringback.doors.allocation.campaigns.services.finding import options_of, questions_of, regions_of

REMEMBERED_SECONDS = 3.0
MOST_REMEMBERED = 64

_known: OrderedDict[str, tuple[float, CampaignFacts]] = OrderedDict()
_lock = Lock()


def public_campaign(token: str) -> CampaignFacts:
    """The campaign behind its public address, never a draft. Raises NotFoundError.

    At most `REMEMBERED_SECONDS` old: a rush asks the database once in that time. What must not be late by so much
    (closing is not: it is computed from the clock) reads the row itself.
    """
    now = clock.monotonic()
    with _lock:
        known = _known.get(token)
    if known is not None and known[0] > now:
        return known[1]
    row = Campaign.objects.select_related("organisation").exclude(state=Campaign.State.DRAFT).filter(token=token)
    found = row.first()
    if found is None:
        raise NotFoundError("There is no such campaign.")
    facts = facts_of(found)
    with _lock:
        _known[token] = (now + REMEMBERED_SECONDS, facts)
        _known.move_to_end(token)
        if len(_known) > MOST_REMEMBERED:
            _known.popitem(last=False)
    return facts


def forget(token: str) -> None:
    """Read that campaign anew at the next question: it has changed, as this process knows."""
    with _lock:
        _known.pop(token, None)


def facts_of(campaign: Campaign) -> CampaignFacts:
    """All of a campaign as the rules take it; its organisation should be loaded. Three queries."""
    regions = tuple(_region(one) for one in regions_of(campaign.pk))
    return CampaignFacts(
        id=campaign.pk,
        organisation_id=campaign.organisation_id,
        organisation=campaign.organisation.name,
        token=campaign.token,
        title=campaign.title,
        text=campaign.text,
        state=campaign.state,
        places=campaign.places,
        opens_at=campaign.opens_at,
        delivery_from=campaign.delivery_from,
        delivery_until=campaign.delivery_until,
        published_at=campaign.published_at,
        language=campaign.language,
        contact_email=campaign.contact_email,
        currency=campaign.currency,
        base_price=campaign.base_price,
        regions=regions,
        questions=tuple(asked(one) for one in questions_of(campaign.pk)),
        options=tuple(_option(one) for one in options_of(campaign.pk)),
        prefer_history=campaign.prefer_history,
    )


def asked(row: Question) -> Asked:
    """A question as the rules take it."""
    return Asked(
        key=row.key,
        kind=row.kind,
        text=row.text,
        help=row.help,
        required=row.required,
        choices=tuple((str(key), str(text)) for key, text in row.choices),
        weights={key: Decimal(points) for key, points in row.weights.items()},
        shown_if=Condition(row.shown_if["question"], tuple(row.shown_if["answers"])) if row.shown_if else None,
    )


def _region(row: Region) -> RegionFacts:
    return RegionFacts(
        id=row.pk,
        name=row.name,
        zone=row.zone,
        closes_on=row.closes_on,
        closes_at=row.closes_at,
        countries=tuple(row.countries),
        tax_percent=row.tax_percent,
        tax_name=row.tax_name,
        delivery_cost=row.delivery_cost,
    )


def _option(row: Option) -> OptionFacts:
    return OptionFacts(row.key, row.group, row.name, row.price, row.exclusive, row.default)
