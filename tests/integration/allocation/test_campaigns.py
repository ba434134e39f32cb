"""Campaigns: set up, narrowed to those who may see them, and closed by the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.services import Promise
from ringback.doors.allocation.campaigns import services
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.rules import Condition
from ringback.doors.allocation.campaigns.services import AgreementValues, QuestionValues
from ringback.doors.allocation.campaigns.services.questions import values_of
from tests.integration.accounts import scene
from tests.integration.allocation.conftest import campaign_values, option_values, region_values, set_up


def test_a_draft_opens_once_everything_is_there(moment: clock.SettableClock, owner: Actor) -> None:
    made = services.save_campaign(owner, None, campaign_values(text=""))
    with pytest.raises(ConflictError, match=r"Say what it is about.*Name at least one region"):
        services.open_campaign(owner, made.pk)
    with pytest.raises(NotFoundError):
        services.public_campaign(made.token)
    campaign = services.open_campaign(owner, set_up(owner).pk)
    facts = services.public_campaign(campaign.token)
    assert [(one.name, one.closes_at.isoformat()) for one in facts.regions] == [
        ("Europe", "2026-05-12T22:00:00+00:00"),
        ("Asia", "2026-05-24T16:00:00+00:00"),
    ]
    assert [(one.key, one.shown_if) for one in facts.questions] == [
        ("q1", None),
        ("q2", Condition("q1", ("yes",))),
        ("q3", None),
    ]
    assert facts.questions[2].weights == {"c1": Decimal(5)}
    assert campaign.agreement_texts == {campaign.agreement_version: "I sell it to nobody."}


def test_what_people_applied_for_stays_once_it_is_open(owner: Actor, campaign: Campaign) -> None:
    with pytest.raises(ConflictError, match="Price, currency"):
        services.save_campaign(owner, campaign.pk, campaign_values(base_price=Decimal(1)))
    with pytest.raises(ConflictError, match="region of a campaign that was opened stays"):
        services.save_regions(owner, campaign.pk, region_values()[:1])
    with pytest.raises(ConflictError, match="options and their prices stay"):
        services.save_options(owner, campaign.pk, option_values()[:1])
    there = [values_of(one) for one in services.facts_of(campaign).questions]
    with pytest.raises(ConflictError, match="Texts and weights may change"):
        services.save_questions(owner, campaign.pk, there[:2])
    services.save_questions(owner, campaign.pk, [replace(there[0], text="Do you own one?"), *there[1:]])
    assert services.public_campaign(campaign.token).questions[0].text == "Do you own one?"
    services.save_agreement(owner, campaign.pk, AgreementValues("No resale", "Nor do I lend it.", 730))
    campaign.refresh_from_db()
    assert len(campaign.agreement_texts) == 2


def test_what_cannot_be_is_refused_by_name(owner: Actor, campaign: Campaign) -> None:
    with pytest.raises(FieldError, match="delivery_until"):
        services.save_campaign(owner, campaign.pk, campaign_values(delivery_until=date(2026, 1, 1)))
    twice = [replace(one, countries=("DE",)) for one in region_values()]
    with pytest.raises(FieldError, match="In two regions: DE"):
        services.save_regions(owner, campaign.pk, twice)
    with pytest.raises(FieldError, match="No countries: XQ"):
        services.save_regions(owner, campaign.pk, [replace(twice[0], countries=("XQ",))])
    draft = set_up(owner)
    circle = [QuestionValues("Why?", shown_if=Condition("q2", ("yes",))), QuestionValues("How?")]
    with pytest.raises(FieldError, match="question-0: It depends on a question that does not come before"):
        services.save_questions(owner, draft.pk, circle)
    with pytest.raises(FieldError, match="two to thirty"):
        services.save_questions(owner, draft.pk, [QuestionValues("Which?", "choice", choices=[("", "A"), ("", "a")])])


def test_the_keeper_closes_it_with_its_last_region(
    moment: clock.SettableClock, owner: Actor, campaign: Campaign
) -> None:
    later = region_values()
    regions = {one.name: one.pk for one in services.regions_of(campaign.pk)}
    later = [replace(one, id=regions[one.name]) for one in later]
    later[1] = replace(later[1], closes_on=date(2026, 5, 26))
    services.save_regions(owner, campaign.pk, later)
    with pytest.raises(ConflictError, match="still open"):
        services.close_campaign(owner, campaign.pk)
    keeper = Keeper()
    moment.step((datetime(2026, 5, 26, 15, 59, tzinfo=UTC) - moment.now()).total_seconds())
    keeper.round()
    campaign.refresh_from_db()
    assert campaign.state == "open"
    moment.step(60)
    keeper.round()
    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed_at) == ("closed", moment.now())
    assert sorted(Promise.objects.filter(kind="allocation.closing").values_list("kind", "state")) == [
        ("allocation.closing", "cancelled"),
        ("allocation.closing", "kept"),
    ]
    assert services.published(campaign.pk, owner, moment.now())
    assert not services.published(campaign.pk, owner, moment.now() + timedelta(days=1))
    assert services.end_campaign(owner, campaign.pk).published_at == moment.now()


def test_regional_reviewers_reach_their_region_and_head_office_its_campaign(
    works: tuple[Organisation, Actor], owner: Actor, campaign: Campaign
) -> None:
    other = set_up(owner, title="Fifty cars")
    europe, asia = services.regions_of(campaign.pk)
    regional = scene.member(works[0], "regional_reviewer", "region", europe.pk)
    office = scene.member(works[0], "head_office", "campaign", campaign.pk)
    for one in (regional, office):
        assert [found.pk for found in services.campaigns_of(one)] == [campaign.pk]
        with pytest.raises(NotAllowedError):
            services.campaign_of(one, other.pk)
        with pytest.raises(NotAllowedError):
            services.campaign_of(one, campaign.pk, "allocation.edit")
        assert scene.signed_in(one).get("/allocation/").status_code == 200
        assert scene.signed_in(one).get(f"/allocation/{campaign.pk}/regions/").status_code == 403
    assert services.regions_within(regional, campaign.pk) == {europe.pk}
    assert services.regions_within(owner, campaign.pk) == {europe.pk, asia.pk}
    assert services.regions_within(office, campaign.pk, "allocation.choose") == {europe.pk, asia.pk}
    assert services.campaign_of(office, campaign.pk, "allocation.choose") == campaign
    with pytest.raises(NotAllowedError):
        services.campaign_of(regional, campaign.pk, "allocation.choose")
    with pytest.raises(NotFoundError):
        services.campaign_of(scene.organisation("Others")[1], campaign.pk)
