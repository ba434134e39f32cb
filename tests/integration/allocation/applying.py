"""A campaign that people apply to, and what they send."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, ids
from ringback.doors.allocation.campaigns.rules import CampaignFacts, Condition
from ringback.doors.allocation.campaigns.services import (
    CampaignValues,
    OptionValues,
    QuestionValues,
    RegionValues,
    facts_of,
    open_campaign,
    save_campaign,
    save_options,
    save_questions,
    save_regions,
)
from ringback.doors.allocation.entries.saying import consent_text, version_of
from ringback.doors.allocation.entries.services import Said

_numbers = count(1)
MAY = datetime(2026, 5, 4, 12, tzinfo=UTC)

REGIONS = (
    RegionValues("Europe", "Europe/Berlin", date(2026, 5, 12), ["DE", "FR"], Decimal(19), "VAT", Decimal(900)),
    RegionValues("Asia", "Asia/Tokyo", date(2026, 5, 24), ["JP", "SG"], Decimal(10), "", Decimal(2500)),
)
QUESTIONS = (
    QuestionValues("Have you owned one?", required=True, weights={"yes": Decimal(20), "no": Decimal(0)}),
    QuestionValues("How many?", "number", weights={"each": Decimal(5), "most": Decimal(15)}),
)
OPTIONS = (
    OptionValues("Colour", "Grey", exclusive=True, default=True),
    OptionValues("Colour", "Red", Decimal(5000), exclusive=True),
    OptionValues("Extras", "Roll bar", Decimal(1500)),
)


def campaign(owner: Actor, *more: QuestionValues, regions: Sequence[RegionValues] = REGIONS) -> CampaignFacts:
    """An open campaign of two regions that close twelve days apart; its second question depends on the first."""
    when: dict[str, Any] = {"delivery_from": date(2027, 1, 1), "delivery_until": date(2028, 12, 31)}
    cost: dict[str, Any] = {"currency": "EUR", "base_price": Decimal(98000)}
    values = CampaignValues("Five hundred cars", "One each.", places=500, **when, **cost)
    made = save_campaign(owner, None, values)
    save_regions(owner, made.pk, regions)
    first = save_questions(owner, made.pk, QUESTIONS[:1])[0]
    kept = QuestionValues(first.text, required=True, weights=QUESTIONS[0].weights, key=first.key)
    second = QuestionValues(
        QUESTIONS[1].text, "number", weights=QUESTIONS[1].weights, shown_if=Condition(first.key, ("yes",))
    )
    save_questions(owner, made.pk, [kept, second, *more])
    save_options(owner, made.pk, OPTIONS)
    return facts_of(open_campaign(owner, made.pk))


def key_of(facts: CampaignFacts, text: str) -> str:
    """The key of a question or an option, by its words."""
    found = {one.text: one.key for one in facts.questions} | {one.name: one.key for one in facts.options}
    return found[text]


def fields(facts: CampaignFacts, **changes: Any) -> dict[str, Any]:
    """What a page posts to the edge for somebody nobody has heard of yet."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "campaign": facts.token,
        "token": ids.secret_token(),
        "language": "en",
        "country": "DE",
        "name": f"Applicant {number}",
        "email": f"applicant{number}@example.org",
        "phone": "",
        "answers": {facts.questions[0].key: "yes", facts.questions[1].key: "2"},
        "options": [key_of(facts, "Red")],
        "consent": version_of(consent_text("en", facts.organisation)),
    }
    return values | changes


def said(facts: CampaignFacts, **changes: Any) -> Said:
    """The same as the services take it, arriving now."""
    sent = fields(facts, **changes)
    del sent["campaign"]
    return Said(**{"arrived_at": clock.now(), "consent_version": sent.pop("consent"), **sent})
