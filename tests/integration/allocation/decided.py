"""A campaign whose regions have closed, with places given, others forwarded, and everybody looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import msgspec

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.people.models import Person
from ringback.doors.allocation.answers.models import Preparation
from ringback.doors.allocation.answers.services import Plan, prepare, publish
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.rules import Price
from ringback.doors.allocation.campaigns.services import AgreementValues, close_campaign, save_agreement
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.reviewing.models import Place, RegionChoice, Review
from tests.integration.allocation.reviewers import House, house

LANGUAGES = ("en", "de", "ru", "es", "zh", "ar")
NAMES = ("Mira Novak", "Jörg Müller", "Ирина Петрова", "José Peña", "王小明", "محمد بن راشد")
TEXT = "I do not sell the car within two years.\n\nI offer it to the maker first."


@dataclass(frozen=True)
class Decided:
    """`entries` by score, the best first: of these so many have a place, so many wait, all others get none."""

    house: House
    campaign: Campaign
    office: Actor
    entries: Sequence[Entry]


def decided(placed: int = 2, waiting: int = 3, others: int = 2) -> Decided:
    """Everything is decided, and nothing prepared."""
    found = house(placed)
    save_agreement(found.owner, found.campaign.pk, AgreementValues("No resale", TEXT, 730))
    count = placed + waiting + others
    people = [Person(organisation=found.organisation, name=NAMES[number % 6]) for number in range(count)]
    Person.objects.bulk_create(people)
    cost = Price(Decimal(98000), Decimal(98900), Decimal(18791), Decimal(117691), "EUR", "VAT", Decimal(19), ())
    entries = [
        Entry(
            organisation=found.organisation,
            campaign=found.campaign,
            region=found.europe,
            person=person,
            key=f"decided {number}",
            language=LANGUAGES[number % 6],
            country="DE",
            name=person.name,
            email=f"decided{number}@example.org",
            score=Decimal(count - number),
            price=msgspec.to_builtins(cost),
        )
        for number, person in enumerate(people)
    ]
    Entry.objects.bulk_create(entries)
    chosen = entries[: placed + waiting]
    RegionChoice.objects.bulk_create([RegionChoice(entry=one) for one in chosen])
    Place.objects.bulk_create(
        [Place(campaign=found.campaign, number=n, of=placed, entry=one) for n, one in enumerate(entries[:placed], 1)]
    )
    Review.objects.bulk_create([Review(entry=one, verdict="no", looks=1) for one in entries[placed + waiting :]])
    past = clock.now() - timedelta(days=1)
    Region.objects.filter(campaign=found.campaign).update(closes_on=past.date(), closes_at=past)
    return Decided(found, close_campaign(found.owner, found.campaign.pk), found.office, entries)


def published(found: Decided, plan: Plan | None = None) -> Preparation:
    """Prepared, looked at and published by head office."""
    made = prepare(found.office, found.campaign.pk, plan or Plan())
    publish(found.office, found.campaign.pk, made.sum)
    found.campaign.refresh_from_db()
    return made
