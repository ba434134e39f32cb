"""Reviewing: who sees what, what is decided when, never a place too many, and all of it on record."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError
from ringback.core.people import services as people
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import QuestionValues, published, questions_of, save_questions
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import entries_within, entry_of
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.models import Deed
from ringback.doors.allocation.record.words import deed_words
from ringback.doors.allocation.reviewing import personal_data, reads, services
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, Place, Recusal, RegionChoice, Review
from ringback.doors.allocation.reviewing.reads import Wanted
from ringback.doors.allocation.reviewing.rules.standing import Hindrance
from ringback.doors.allocation.reviewing.services.countdown import DECIDE
from tests.integration.accounts import scene
from tests.integration.allocation.reviewers import House, entry, house
from tests.integration.promises.team import told

EUROPE_CLOSED = datetime(2026, 5, 13, tzinfo=UTC)
ALL_CLOSED = datetime(2026, 5, 25, tzinfo=UTC)


@pytest.fixture
def found(db: None, moment: clock.SettableClock) -> House:
    return house()


def at(moment: clock.SettableClock, when: datetime) -> None:
    moment.advance((when - clock.now()).total_seconds())


def seen(actor: Actor, found: House) -> set[int]:
    return set(entries_within(actor, found.campaign.pk).values_list("pk", flat=True))


def deeds(found: House) -> list[str]:
    whats = Deed.objects.filter(campaign=found.campaign).order_by("number").values_list("what", flat=True)
    return [what for what in whats if not what.startswith("campaign.")]


def forwarded(found: House, moment: clock.SettableClock, *scores: int) -> list[Entry]:
    """Entries of Europe with these scores, which it has forwarded, all regions being closed."""
    made = [entry(found, found.europe, score) for score in scores]
    at(moment, ALL_CLOSED)
    assert services.forward(found.european, found.campaign.pk, [one.pk for one in made]).count == len(made)
    return made


def test_regions_see_their_own_and_head_office_what_they_forward(found: House, moment: clock.SettableClock) -> None:
    here, there = entry(found, found.europe, 9), entry(found, found.asia, 3)
    campaign_id = found.campaign.pk
    assert (seen(found.european, found), seen(found.asian, found)) == ({here.pk}, {there.pk})
    assert seen(found.office, found) == set() and seen(found.owner, found) == {here.pk, there.pk}

    early = services.forward(found.european, campaign_id, [here.pk])
    assert early.left == {here.pk: Hindrance.REGION_OPEN}, "nobody gains by having come first"
    at(moment, EUROPE_CLOSED)
    assert services.forward(found.european, campaign_id, [here.pk, there.pk]).count == 1, "only what they see"
    assert services.forward(found.asian, campaign_id, [there.pk]).left == {there.pk: Hindrance.REGION_OPEN}
    assert seen(found.office, found) == {here.pk}
    with pytest.raises(NotAllowedError):
        entry_of(found.office, there.pk)
    with pytest.raises(NotAllowedError):
        services.forward(found.office, campaign_id, [here.pk])
    with pytest.raises(NotAllowedError):
        services.choose(found.european, campaign_id, [here.pk])
    assert services.choose(found.office, campaign_id, [here.pk]).left == {here.pk: Hindrance.CAMPAIGN_OPEN}

    at(moment, ALL_CLOSED)
    assert services.choose(found.office, campaign_id, [here.pk, there.pk]).count == 1
    assert services.take_back(found.european, campaign_id, [here.pk]).left == {here.pk: Hindrance.CHOSEN}
    assert services.unchoose(found.office, campaign_id, [here.pk], "counted wrong").count == 1
    assert services.take_back(found.european, campaign_id, [here.pk]).count == 1
    assert seen(found.office, found) == set()
    assert deeds(found) == ["region.forwarded", "place.given", "place.taken_back", "region.took_back"]
    assert all(deed_words(what) != what for what in deeds(found))
    assert record.verify(campaign_id).ok


def test_the_database_itself_refuses_a_place_too_many(found: House, moment: clock.SettableClock) -> None:
    best, second, third = forwarded(found, moment, 9, 7, 5)
    campaign_id = found.campaign.pk
    with pytest.raises(ConflictError):
        services.choose(found.office, campaign_id, [best.pk, second.pk, third.pk])
    assert not Place.objects.exists(), "all of them, or none"
    assert services.choose(found.office, campaign_id, [best.pk, second.pk]).count == 2
    for number in (2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.create(campaign=found.campaign, number=number, of=2, entry=third)
    with pytest.raises(ConflictError):
        services.choose(found.office, campaign_id, [third.pk])

    found.campaign.places = 1
    with pytest.raises(ConflictError):
        services.change_places(found.campaign)
    services.unchoose(found.office, campaign_id, [best.pk])
    services.change_places(found.campaign)
    assert Place.objects.values_list("entry_id", "number", "of").get() == (second.pk, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_last_place_one_does(moment: clock.SettableClock) -> None:
    found = house(places=1)
    made = forwarded(found, moment, 9, 8)

    def give(one: Entry) -> str:
        try:
            return f"{services.choose(found.office, found.campaign.pk, [one.pk]).count} given"
        except ConflictError:
            return "refused"
        finally:
            connection.close()

    def write(one: Entry) -> str:
        try:
            Place.objects.create(campaign=found.campaign, number=1, of=1, entry=one)
        except IntegrityError:
            return "refused"
        finally:
            connection.close()
        return "1 given"

    for way in (give, write):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(way, made)) == ["1 given", "refused"]
        assert Place.objects.count() == 1
        Place.objects.all().delete()


def test_who_steps_aside_has_it_out_of_reach_with_all_they_said(found: House, moment: clock.SettableClock) -> None:
    (mine,) = forwarded(found, moment, 9)
    services.assign(found.owner, found.campaign.pk, [mine.pk], found.european.member_id or 0)
    services.opine(found.european, mine.pk, "yes", "My brother in law")
    services.choose(found.office, found.campaign.pk, [mine.pk])
    services.recuse(found.european, mine.pk, "My brother in law")
    assert seen(found.european, found) == set() and seen(found.colleague, found) == {mine.pk}
    with pytest.raises(NotAllowedError):
        entry_of(found.european, mine.pk)
    with pytest.raises(NotAllowedError):
        services.opine(found.european, mine.pk, "yes")
    assert not any(model.objects.exists() for model in (Opinion, Review, Assignment, RegionChoice, Place))
    assert b"brother" not in record.export(found.owner, found.campaign.pk), "why is for nobody else"
    assert reads.list_of(found.european, found.campaign, Wanted()).counts["all"] == 0
    with pytest.raises(FieldError):
        services.assign(found.owner, found.campaign.pk, [mine.pk], found.european.member_id or 0)
    assert services.deal(found.colleague, found.campaign.pk, found.europe.pk) == 1
    assert Assignment.objects.get().member_id == found.colleague.member_id
    assert deeds(found)[-5:] == [
        "reviewer.stepped_aside",
        "opinion.withdrawn",
        "place.taken_back",
        "region.took_back",
        "reviewer.assigned",
    ]


def test_opinions_are_independent_and_doubt_asks_for_a_second(found: House) -> None:
    doubtful, campaign_id = entry(found, found.europe, 4), found.campaign.pk
    second = found.colleague
    services.opine(found.european, doubtful.pk, "unsure", "I do not know the club")
    assert Review.objects.get().verdict == "unsure"
    assert reads.list_of(second, found.campaign, Wanted(state="second")).total == 1
    assert services.deal(found.european, campaign_id, found.europe.pk) == 0, "somebody has looked"
    assert [services.deal(found.european, campaign_id, found.europe.pk, "second") for _time in range(2)] == [1, 0]
    assert Assignment.objects.get().member_id == second.member_id, "to whoever has no opinion yet"
    before = services.seen(second, doubtful)
    assert (before.own, before.others, before.hidden) == (None, (), 1)
    [row] = reads.list_of(second, found.campaign, Wanted(state="mine")).rows
    assert row.verdict == "" and reads.next_unseen(second, campaign_id) == doubtful.pk
    services.opine(second, doubtful.pk, "no", "I do")
    services.opine(found.european, doubtful.pk, "yes", "Now I know it, too")
    assert [one.note for one in services.seen(second, doubtful).others] == ["Now I know it, too"]
    assert Review.objects.values_list("verdict", "looks").get() == ("split", 2)
    with pytest.raises(FieldError):
        services.opine(second, doubtful.pk, "perhaps")
    assert deeds(found) == ["opinion.given", "reviewer.assigned", "opinion.given", "opinion.given"]


def test_a_score_alone_refuses_nobody_and_newcomers_are_looked_at_one_by_one(found: House) -> None:
    new, known = entry(found, found.europe, 0), entry(found, found.europe, 1, known=True)
    assert set(services.nobody_looked_at(found.campaign.pk)) == {new, known}
    done, newcomers = services.opine_many(found.european, found.campaign.pk, [new.pk, known.pk], "no")
    assert (done.count, newcomers) == (1, 1)
    assert list(services.nobody_looked_at(found.campaign.pk)) == [new]
    services.opine(found.european, new.pk, "no", "Nothing answered")
    assert not services.nobody_looked_at(found.campaign.pk).exists()


def test_a_tie_is_decided_by_a_person_with_a_reason(found: House, moment: clock.SettableClock) -> None:
    best, one, _other = forwarded(found, moment, 9, 7, 7)
    progress = reads.progress(found.office, found.campaign)
    assert (progress.line.tied, progress.line.free, progress.line.score) == (2, 1, 7)
    listed = reads.list_of(found.office, found.campaign, Wanted()).rows
    assert [(row.entry.pk == best.pk, row.rank, row.tied) for row in listed] == [
        (True, 1, 1),
        (False, 2, 2),
        (False, 2, 2),
    ]
    with pytest.raises(FieldError) as caught:
        services.choose(found.office, found.campaign.pk, [best.pk, one.pk])
    assert caught.value.field == "why" and not Place.objects.exists()
    services.choose(found.office, found.campaign.pk, [best.pk, one.pk], "Drives to every meeting")
    assert set(Place.objects.values_list("entry_id", flat=True)) == {best.pk, one.pk}


def test_the_days_to_decide_are_a_promise_that_reminds(found: House, moment: clock.SettableClock) -> None:
    due = datetime(2026, 5, 24, 15, tzinfo=UTC) + timedelta(days=90)
    promise = Promise.objects.get(kind=DECIDE)
    assert (promise.due_at, promise.owner_id, promise.subject_id) == (due, found.owner.member_id, found.campaign.pk)
    at(moment, due - timedelta(days=14))
    Keeper().round()
    assert told(found.owner)
    assert reads.countdown(found.campaign).days == 14
    Campaign.objects.filter(pk=found.campaign.pk).update(state="closed")
    with transaction.atomic():
        published(found.campaign.pk, found.owner, clock.now())
    promise.refresh_from_db()
    assert promise.state == "kept"
    late = entry(found, found.europe, 3)
    with pytest.raises(ConflictError):
        services.opine(found.owner, late.pk, "yes")


def test_everything_listed_is_forwarded_at_once_and_no_opinion_is_given_so(
    found: House, moment: clock.SettableClock
) -> None:
    many = [entry(found, found.europe, score, known=True) for score in range(60)]
    low, there = entry(found, found.europe, -1), entry(found, found.asia, 50)
    at(moment, EUROPE_CLOSED)
    browser, pressed = scene.signed_in(found.european), reverse("allocation:review-many", args=[found.campaign.pk])
    asked = {"every": "1", "state": "known", "least": "0"}
    browser.post(pressed, {"do": "no", **asked})
    assert not Opinion.objects.exists()
    browser.post(pressed, {"do": "forward", **asked})
    assert seen(found.office, found) == {one.pk for one in many} and {low.pk, there.pk}.isdisjoint(
        seen(found.office, found)
    )
    assert deeds(found) == ["region.forwarded"] * 60
    page = reads.list_of(found.office, found.campaign, Wanted(page=2))
    assert (len(page.rows), page.total, page.before, page.after) == (10, 60, 1, 0)


def test_changed_weights_score_everybody_anew(found: House) -> None:
    (asked,) = questions_of(found.campaign.pk)
    owns = entry(found, found.europe, 0, answers=json.dumps({asked.key: "yes"}))
    erased = entry(found, found.europe, 3)
    weighed = QuestionValues("Do you own one?", key=asked.key, weights={"yes": Decimal(7)})
    save_questions(found.owner, found.campaign.pk, [weighed])
    owns.refresh_from_db()
    erased.refresh_from_db()
    assert (owns.score, erased.score) == (Decimal(7), Decimal(3))
    assert [(one.text, one.points) for one in reads.reasons_of(owns)] == [("Do you own one?", Decimal(7))]
    assert deeds(found) == ["scores.changed"] and record.verify(found.campaign.pk).ok


def test_who_is_erased_leaves_no_words_and_the_record_holds(found: House, moment: clock.SettableClock) -> None:
    person = people.known_by_email(found.organisation.pk, "ada@example.org", name="Ada")
    (one,) = forwarded(found, moment, 5)
    Entry.objects.filter(pk=one.pk).update(person=person)
    services.opine(found.european, one.pk, "yes", "Ada came to every meeting")
    services.recuse(found.colleague, one.pk, "Ada is my aunt")
    held = people.Subject(found.organisation.pk, (person.pk,))
    assert "Ada came to every meeting" in str(personal_data.export(held))
    people.erase(found.owner, person.pk, "asked for it")
    assert (Opinion.objects.get().note, Recusal.objects.get().why) == ("", "")
    assert Review.objects.get().verdict == "yes" and RegionChoice.objects.exists(), "they stay to be counted"
    assert not services.nobody_looked_at(found.campaign.pk).exists()
    assert record.verify(found.campaign.pk).ok


def test_pressed_on_the_pages(found: House, moment: clock.SettableClock) -> None:
    best, other = entry(found, found.europe, 9, name="Ada <b>", known=True), entry(found, found.asia, 7)
    at(moment, ALL_CLOSED)
    browser, office = scene.signed_in(found.european), scene.signed_in(found.office)
    listed, many = (reverse(name, args=[found.campaign.pk]) for name in ("allocation:review", "allocation:review-many"))
    page = browser.get(listed).content.decode()
    assert "Ada &lt;b&gt;" in page and other.name not in page and "Earlier cars" in page and "+9" in page
    assert best.name not in office.get(listed).content.decode()
    back = browser.post(many, {"one": f"forward:{best.pk}", "back": "//evil.example/allocation/"})
    assert back.headers["Location"] == listed
    assert office.post(many, {"do": "choose", "chosen": [best.pk]}).status_code == 302
    assert Place.objects.get().entry_id == best.pk
    assert "With a place" in office.get(reverse("allocation:decision", args=[found.campaign.pk])).content.decode()
    onward = scene.signed_in(found.asian).get(reverse("allocation:review-next", args=[found.campaign.pk]))
    assert onward.headers["Location"] == reverse("allocation:entry", args=[other.pk])
    assert scene.signed_in(found.asian).post(many, {"one": f"forward:{best.pk}"}).status_code == 302
    opinion = reverse("allocation:opinion", args=[best.pk])
    assert scene.signed_in(found.asian).post(opinion, {"leaning": "no"}).status_code == 403
    assert browser.post(opinion, {"leaning": "yes", "next": "1"}).status_code == 302
    assert browser.post(reverse("allocation:recuse", args=[best.pk]), {"why": "a friend"}).status_code == 302
    assert Recusal.objects.get().why == "a friend"
    assert Opinion.objects.count() == 0
