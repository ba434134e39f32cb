"""A works that gives away few cars, its people, and a campaign with two regions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.allocation.campaigns import services
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.rules import Condition
from ringback.doors.allocation.campaigns.services import (
    AgreementValues,
    CampaignValues,
    OptionValues,
    QuestionValues,
    RegionValues,
)
from tests.integration.accounts import scene
from tests.integration.messages.kept import keep, post

__all__ = ["keep", "post"]

EUROPE_ENDS, ASIA_ENDS = date(2026, 5, 12), date(2026, 5, 24)


def campaign_values(**changes: Any) -> CampaignValues:
    values: dict[str, Any] = {
        "title": "Five hundred cars",
        "text": "Five hundred are built. Being first gives no advantage.",
        "places": 500,
        "delivery_from": date(2027, 1, 1),
        "delivery_until": date(2028, 12, 31),
        "base_price": Decimal(280000),
    }
    return CampaignValues(**(values | changes))


def region_values() -> list[RegionValues]:
    return [
        RegionValues("Europe", "Europe/Berlin", EUROPE_ENDS, ("DE", "FR"), Decimal(19), "VAT", Decimal(4500)),
        RegionValues("Asia", "Asia/Singapore", ASIA_ENDS, ("SG", "JP"), Decimal(9), "GST", Decimal(9800)),
    ]


def question_values() -> list[QuestionValues]:
    """Their keys become q1, q2, q3; the choices' c1, c2."""
    owns = Condition("q1", ("yes",))
    many, points = {"each": Decimal(2), "most": Decimal(10)}, {"Track": Decimal(5)}
    return [
        QuestionValues("Do you own one of ours?", weights={"yes": Decimal(10)}, required=True),
        QuestionValues("How many?", "number", weights=many, shown_if=owns),
        QuestionValues("What would you drive it for?", "choice", choices=[("", "Track"), ("", "Road")], weights=points),
    ]


def option_values() -> list[OptionValues]:
    """Their keys become o1, o2, o3."""
    return [
        OptionValues("Colour", "Red", exclusive=True, default=True),
        OptionValues("Colour", "Silver", Decimal(1500)),
        OptionValues("Luggage", "Set of bags", Decimal(2500)),
    ]


def set_up(actor: Actor, **changes: Any) -> Campaign:
    """A draft with all its parts."""
    campaign = services.save_campaign(actor, None, campaign_values(**changes))
    services.save_regions(actor, campaign.pk, region_values())
    services.save_questions(actor, campaign.pk, question_values())
    services.save_options(actor, campaign.pk, option_values())
    return services.save_agreement(actor, campaign.pk, AgreementValues("No resale", "I sell it to nobody.", 730))


def opened(actor: Actor, **changes: Any) -> Campaign:
    """The same, open: it must be before the last days, as with `moment`, which is in March."""
    return services.open_campaign(actor, set_up(actor, **changes).pk)


@pytest.fixture
def works(db: None) -> tuple[Organisation, Actor]:
    return scene.organisation("Sports Cars")


@pytest.fixture
def owner(works: tuple[Organisation, Actor]) -> Actor:
    return works[1]


@pytest.fixture
def campaign(moment: clock.SettableClock, owner: Actor) -> Campaign:
    """An open campaign; it is March, Europe closes after 12 May, Asia after 24 May."""
    return opened(owner)
