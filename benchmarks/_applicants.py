"""A campaign that many apply to: made for a benchmark, and what each of them sends."""

import json
import time
from datetime import timedelta
from decimal import Decimal

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import User
from ringback.base.kit import clock, ids
from ringback.doors.allocation.campaigns import services as campaigns
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.campaigns.services import CampaignValues, OptionValues, QuestionValues, RegionValues
from ringback.doors.allocation.entries import services
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.saying import consent_text, version_of
from ringback.doors.allocation.entries.services import Said
from ringback.doors.allocation.record import services as record

COUNTRIES = ("US", "DE", "JP")


def campaign() -> CampaignFacts:
    """An open campaign of 500 places: three regions, twelve questions with weights, six options."""
    user = User.objects.create_user("owner@bench.example", None, name="Owner")
    accounts.open_organisation(user, "Bench", "DE", "Europe/Berlin", "en", as_operator=True)
    owner, day = accounts.actor_for(user), clock.now().date() + timedelta(days=2)
    made = campaigns.save_campaign(owner, None, CampaignValues("Cars", "One each.", 500, base_price=Decimal(98000)))
    zones = ("America/New_York", "Europe/Berlin", "Asia/Tokyo")
    regions = [RegionValues(code, zone, day, [code]) for code, zone in zip(COUNTRIES, zones, strict=True)]
    campaigns.save_regions(owner, made.pk, regions)
    weights = {"yes": Decimal(10), "each": Decimal(2), "most": Decimal(20), "given": Decimal(1)}
    asked = [("yes_no", ("yes",)), ("number", ("each", "most")), ("text", ("given",))]
    questions = [
        QuestionValues(f"Question {number}", kind, weights={name: weights[name] for name in names})
        for number in range(4)
        for kind, names in asked
    ]
    campaigns.save_questions(owner, made.pk, questions)
    options = [OptionValues("Extras", f"Option {number}", Decimal(1000 * number)) for number in range(6)]
    campaigns.save_options(owner, made.pk, options)
    return campaigns.facts_of(campaigns.open_campaign(owner, made.pk))


def bodies(facts: CampaignFacts, count: int) -> list[bytes]:
    """What so many applicants send, each a person of their own behind an address of their own."""
    given = {
        "yes_no": "yes",
        "number": "3",
        "text": "I have driven one for eleven years, on the road and on the track.",
    }
    answers = {one.key: given[one.kind] for one in facts.questions}
    consent = version_of(consent_text("en", facts.organisation))
    made = []
    for number in range(count):
        body = {
            "campaign": facts.token,
            "token": ids.secret_token(),
            "country": COUNTRIES[number % 3],
            "name": f"Anna Applicant {number}",
            "email": f"anna{number}@example.org",
            "answers": answers,
            "options": [facts.options[number % 6].key],
            "consent": consent,
        }
        made.append(_request(number, json.dumps(body)))
    return made


def _request(number: int, body: str) -> bytes:
    return (
        "POST /v1/entries HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
        f"X-Forwarded-For: 198.18.{number // 250 % 250}.{number % 250}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def kept(facts: CampaignFacts) -> int:
    """How many applications stand, each with a line in the record, whose chain holds; 0 where it does not."""
    verdict = record.verify(facts.id)
    entries = Entry.objects.filter(campaign_id=facts.id, person__isnull=False).count()
    return entries if verdict.ok and verdict.deeds >= entries else 0


def one_by_one(facts: CampaignFacts, count: int) -> float:
    """How many a second are taken when each is a transaction of its own, one after the other, without HTTP."""
    consent = version_of(consent_text("en", facts.organisation))
    answers = {one.key: "yes" if one.kind == "yes_no" else "3" for one in facts.questions}
    began = time.monotonic()
    for number in range(count):
        said = Said(
            token=ids.secret_token(),
            arrived_at=clock.now(),
            country=COUNTRIES[number % 3],
            name=f"Berta {number}",
            email=f"berta{number}@example.org",
            answers=answers,
            consent_version=consent,
        )
        services.submit(facts, said)
    return count / (time.monotonic() - began)
