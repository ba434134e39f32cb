"""A campaign of two places, its reviewers in Europe and Asia, head office, and applicants with scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

import msgspec

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.rules import ScoreLine, Why
from ringback.doors.allocation.campaigns.services import (
    CampaignValues,
    QuestionValues,
    RegionValues,
    open_campaign,
    save_campaign,
    save_questions,
    save_regions,
)
from ringback.doors.allocation.entries.models import Entry
from tests.integration.accounts import scene

_numbers = count(1)


@dataclass(frozen=True)
class House:
    """Who decides about which campaign. `europe` closes twelve days before `asia`."""

    organisation: Organisation
    owner: Actor
    campaign: Campaign
    europe: Region
    asia: Region
    european: Actor
    colleague: Actor
    asian: Actor
    office: Actor


def house(places: int = 2, title: str = "Five hundred") -> House:
    """An open campaign at noon of 11 March 2026; Europe closes on 12 May, Asia on 24 May, by their own clocks."""
    organisation, owner = scene.organisation("Works")
    values = CampaignValues(title, "A car, made five hundred times.", places, owner_id=owner.member_id)
    made = save_campaign(owner, None, values)
    europe, asia = save_regions(
        owner,
        made.pk,
        [
            RegionValues("Europe", "Europe/Berlin", date(2026, 5, 12), ["DE", "FR"]),
            RegionValues("Asia", "Asia/Tokyo", date(2026, 5, 24), ["JP"]),
        ],
    )
    save_questions(owner, made.pk, [QuestionValues("Do you own one?")])
    campaign = open_campaign(owner, made.pk)
    first, second, third = (
        scene.member(organisation, "regional_reviewer", "region", region.pk) for region in (europe, europe, asia)
    )
    office = scene.member(organisation, "head_office", "campaign", campaign.pk)
    return House(organisation, owner, campaign, europe, asia, first, second, third, office)


def entry(found: House, region: Region, score: int, **fields: object) -> Entry:
    """An application that came in, with its reasons."""
    number = next(_numbers)
    lines = [ScoreLine("q1", "Earlier cars", "two", Decimal(score), Why.ANSWER)]
    told: Mapping[str, object] = {
        "organisation": found.organisation,
        "campaign": found.campaign,
        "region": region,
        "key": f"key {number}",
        "language": "en",
        "country": "DE",
        "name": f"Applicant {number}",
        "email": f"applicant{number}@example.org",
        "score": Decimal(score),
        "score_lines": msgspec.json.encode(lines).decode(),
    }
    return Entry.objects.create(**{**told, **fields})
