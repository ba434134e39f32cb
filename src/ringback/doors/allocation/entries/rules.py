"""Which region somebody's country belongs to, and whether an entry is still in time: decided from plain values."""

import re
from collections.abc import Sequence
from datetime import datetime

from ringback.doors.allocation.campaigns.rules import CampaignFacts, RegionFacts, is_open

# What names a form: made by us or by the page, and known to whoever filled it in alone.
TOKEN = re.compile(r"[A-Za-z0-9_-]{24,40}")


def is_token(text: str) -> bool:
    """Whether this can be a form's token."""
    return TOKEN.fullmatch(text) is not None


def region_for(regions: Sequence[RegionFacts], country: str) -> RegionFacts | None:
    """The region that a country (ISO 3166) belongs to: the one that names it, else one that names none at all."""
    named = next((one for one in regions if country in one.countries), None)
    return named or next((one for one in regions if not one.countries), None)


def takes(campaign: CampaignFacts, at: datetime) -> bool:
    """Whether any region of the campaign takes applications at that instant."""
    return campaign.state == "open" and any(is_open(one, at, campaign.opens_at) for one in campaign.regions)


def still_counts(state: str, closed_at: datetime | None, arrived_at: datetime) -> bool:
    """Whether what arrived then is to be written now, by the campaign's row: it may have closed while it waited."""
    return state == "open" or (closed_at is not None and arrived_at < closed_at)
