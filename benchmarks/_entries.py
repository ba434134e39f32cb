"""A campaign with as many entries as a benchmark wants, and those who review them."""

import time
from collections.abc import Callable
from datetime import timedelta

import msgspec
from django.test import Client

from benchmarks._entries_said import QUESTIONS, answers
from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Grant, Member, User
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.allocation.campaigns import services as campaigns
from ringback.doors.allocation.campaigns.models import Campaign, Question, Region
from ringback.doors.allocation.campaigns.rules import score
from ringback.doors.allocation.campaigns.services import CampaignValues, QuestionValues, RegionValues
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, RegionChoice
from ringback.doors.allocation.reviewing.services.opining import recount

REGIONS = (("Europe", "Europe/Berlin"), ("Asia", "Asia/Tokyo"), ("US", "America/New_York"))
WARM_UP = 3


def house(entries: int) -> tuple[Campaign, dict[str, Actor]]:
    """A closed campaign with so many entries in three regions: half are looked at, a third of those forwarded.

    And who reviews: "owner" all of it, "region" the first region, "office" what was forwarded.
    """
    user = User.objects.create_user("owner@bench.example", None, name="Owner")
    accounts.open_organisation(user, "Bench", "DE", "Europe/Berlin", "en", as_operator=True)
    owner = accounts.actor_for(user)
    campaign = _campaign(owner)
    regions = list(Region.objects.filter(campaign=campaign))
    actors = {
        "owner": owner,
        "region": _member(owner, "regional_reviewer", "region", regions[0].pk),
        "office": _member(owner, "head_office", "campaign", campaign.pk),
    }
    rows = _entries(campaign, regions, entries)
    _review(actors, rows)
    return campaign, actors


def shows(campaign: Campaign, actor: Actor, queries: list[str], times: int) -> list[float]:
    """Milliseconds of each page of the list, to its last byte, with each of these queries in turn."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get(pk=actor.user_id or 0))

    def page(query: str) -> None:
        answer = browser.get(f"/allocation/{campaign.pk}/review/{query}")
        assert answer.status_code == 200 and answer.content.endswith(b"</html>\n")

    for _one in range(WARM_UP):
        page(queries[0])
    return [_timed(page, query) for _one in range(times) for query in queries]


def _timed(deed: Callable[[str], None], query: str) -> float:
    began = time.monotonic()
    deed(query)
    return (time.monotonic() - began) * 1000


def _campaign(owner: Actor) -> Campaign:
    made = campaigns.save_campaign(owner, None, CampaignValues("Five hundred", "Bench", 500))
    ends = (clock.now() + timedelta(days=2)).date()
    campaigns.save_regions(owner, made.pk, [RegionValues(name, zone, ends) for name, zone in REGIONS])
    asked = [QuestionValues(one.text, one.kind) for one in QUESTIONS if one.kind in ("yes_no", "text")]
    campaigns.save_questions(owner, made.pk, asked)
    campaigns.open_campaign(owner, made.pk)
    past = clock.now() - timedelta(days=1)
    Region.objects.filter(campaign=made).update(closes_on=past.date(), closes_at=past)
    Campaign.objects.filter(pk=made.pk).update(state=Campaign.State.CLOSED)
    assert Question.objects.filter(campaign=made).exists()
    return Campaign.objects.get(pk=made.pk)


def _member(owner: Actor, role: str, scope: str, scope_id: int) -> Actor:
    user = User.objects.create_user(f"{role}@bench.example", None, name=role)
    member = Member.objects.create(organisation_id=owner.organisation_id, user=user)
    Grant.objects.create(member=member, role=role, scope=scope, scope_id=scope_id)
    return accounts.actor_of_member(member)


def _entries(campaign: Campaign, regions: list[Region], count: int) -> list[Entry]:
    rows = []
    for number, said in enumerate(answers(count)):
        found = score(QUESTIONS, said)
        rows.append(
            Entry(
                organisation_id=campaign.organisation_id,
                campaign=campaign,
                region=regions[number % len(regions)],
                key=f"key {number}",
                language="en",
                country="DE",
                name=f"Applicant {number}",
                email=f"applicant{number}@bench.example",
                answers=msgspec.json.encode(said).decode(),
                score=found.total,
                score_lines=msgspec.json.encode(found.lines).decode(),
                known=number % 4 == 0,
            )
        )
    return Entry.objects.bulk_create(rows, batch_size=500)


def _review(actors: dict[str, Actor], rows: list[Entry]) -> None:
    owner, leanings = actors["owner"].member_id or 0, ("yes", "no", "unsure")
    looked = rows[::2]
    Opinion.objects.bulk_create(
        [Opinion(entry=row, member_id=owner, leaning=leanings[at % 3]) for at, row in enumerate(looked)],
        batch_size=500,
    )
    for start in range(0, len(looked), 500):
        recount([row.pk for row in looked[start : start + 500]])
    RegionChoice.objects.bulk_create([RegionChoice(entry=row, by_id=owner) for row in looked[::3]], batch_size=500)
    Assignment.objects.bulk_create(
        [Assignment(entry=row, member_id=actors["region"].member_id or 0) for row in rows[::3]], batch_size=500
    )
