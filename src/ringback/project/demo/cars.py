"""What the demo's firm gives away: few vans and many who want one. Made once."""

from datetime import date, timedelta
from decimal import Decimal

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
from ringback.project.demo import van_lovers

TITLE = "Fifty touring vans, built by hand"
NEXT = "Ten expedition trailers"
TEXT = """Fifty vans are built, over two years. Being first gives no advantage: everybody who applies by the last day \
of their region is read, by people.

Regions choose first. Everybody gets one answer, on the same day."""
AGREEMENT = """1. The buyer keeps the van for two years from its delivery.

2. Until then they neither sell it nor lend it for money. Who must part with it offers it to the maker first, at the \
price they paid."""

# Their keys become q1 to q5.
QUESTIONS = [
    QuestionValues(
        "Do you own one of our tents or vans?", required=True, weights={"yes": Decimal(10), "no": Decimal(0)}
    ),
    QuestionValues(
        "How many?",
        "number",
        weights={"each": Decimal(2), "most": Decimal(10)},
        shown_if=Condition("q1", ("yes",)),
        required=True,
    ),
    QuestionValues(
        "Which of our events have you been to?",
        "several",
        choices=[("", "Summer camp"), ("", "Winter camp"), ("", "Works day")],
        weights={"Summer camp": Decimal(3), "Winter camp": Decimal(5), "Works day": Decimal(2), "most": Decimal(8)},
    ),
    QuestionValues("Are you a member of an owners' club?", weights={"yes": Decimal(4)}),
    QuestionValues(
        "What would you do with it?", "text", help="Two sentences are enough.", weights={"given": Decimal(1)}
    ),
]
OPTIONS = [
    OptionValues("Colour", "Sand", exclusive=True, default=True),
    OptionValues("Colour", "Night blue", Decimal(1800)),
    OptionValues("Equipment", "Roof tent", Decimal(4200)),
    OptionValues("Equipment", "Second battery", Decimal(1650)),
]


def seed(actor: Actor) -> None:
    """Make an open campaign and a draft, unless they are there."""
    if Campaign.objects.filter(organisation_id=actor.organisation_id, title=TITLE).exists():
        return
    today = clock.now().date()
    campaign = services.save_campaign(actor, None, _values(actor, TITLE, 50, today))
    services.save_regions(actor, campaign.pk, _regions(today))
    services.save_questions(actor, campaign.pk, QUESTIONS)
    services.save_options(actor, campaign.pk, OPTIONS)
    services.save_agreement(actor, campaign.pk, AgreementValues("No resale for two years", AGREEMENT))
    van_lovers.seed(actor, services.open_campaign(actor, campaign.pk))
    later = services.save_campaign(actor, None, _values(actor, NEXT, 10, today))
    services.save_questions(actor, later.pk, QUESTIONS[:2])


def _values(actor: Actor, title: str, places: int, today: date) -> CampaignValues:
    return CampaignValues(
        title=title,
        text=TEXT if title == TITLE else "",
        places=places,
        delivery_from=today + timedelta(days=200),
        delivery_until=today + timedelta(days=930),
        base_price=Decimal(84_000 if title == TITLE else 31_500),
        contact_email="vans@northwind.example",
        owner_id=actor.member_id,
    )


def _regions(today: date) -> list[RegionValues]:
    europe, asia = today + timedelta(days=20), today + timedelta(days=32)
    return [
        RegionValues("Europe", "Europe/Berlin", europe, ("DE", "AT", "FR"), Decimal(19), "VAT", Decimal(900)),
        RegionValues("Asia", "Asia/Singapore", asia, ("SG", "JP"), Decimal(9), "GST", Decimal(5600)),
        RegionValues("United States", "America/New_York", europe, ("US",), Decimal(0), "", Decimal(4800)),
    ]
