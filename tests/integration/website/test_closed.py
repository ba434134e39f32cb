"""After hours the server takes no calls for now, whatever the page believes, and says what can be had instead."""

from dataclasses import replace

import httpx
import pytest
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.clock import SettableClock
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.promises.models import Promise
from ringback.doors.website.choosing.terms import save_terms
from ringback.doors.website.models import CallbackRequest, Department, Site
from ringback.doors.website.services import (
    FaceValues,
    SiteFacts,
    Wish,
    facts_by_key,
    request_callback,
    request_through_api,
    save_faces,
)
from ringback.doors.website.slots.rules import Terms
from ringback.doors.website.slots.services import ClosedError
from ringback.doors.website.talking.services import NO_PHONE, request_talk
from tests.integration.website.conftest import Ask, fresh_number

EVENING_SECONDS = 6 * 3600


@pytest.fixture
def evening(actor: Actor, organisation: Organisation, group: HuntGroup, moment: SettableClock) -> SettableClock:
    """One agent, hours from nine to five in Berlin, and it is seven."""
    agent = Agent.objects.create(organisation=organisation, name="Ada", address="sip:ada@test")
    HuntGroupMember.objects.create(group=group, agent=agent, position=0)
    week = same_every_day(540, 1020)
    hours.save_calendar(actor, None, CalendarValues("organisation", 0, week, "Europe/Berlin"))
    moment.advance(EVENING_SECONDS)
    return moment


def facts(site: Site) -> SiteFacts:
    found = facts_by_key(site.key)
    assert found is not None
    return found


def now(site: Site, number: str = "", key: str | None = None) -> Wish:
    return Wish(phones.parse(number or fresh_number(), "DE"), site.consent_version, zone="Europe/Berlin", key=key)


def test_a_call_now_is_refused_with_what_can_be_had(
    client: httpx.Client, ask: Ask, site: Site, evening: SettableClock
) -> None:
    refused = ask()
    told = refused.json()
    assert (refused.status_code, told["type"]) == (409, "urn:ringback:problem:closed")
    assert (told["slots"]["instead"], told["slots"]["opens_at"]) == ("times", "2026-03-12T08:00:00Z")
    assert not (Promise.objects.exists() or CallbackRequest.objects.exists() or Call.objects.exists())
    assert ask(at=told["slots"]["times"][0]).status_code == 201


def test_at_the_very_second_of_opening_old_facts_let_everybody_in(site: Site, evening: SettableClock) -> None:
    known = facts(site)
    with pytest.raises(ClosedError) as refused:
        request_callback(known, now(site))
    assert not refused.value.offers().now
    evening.advance(14 * 3600)
    assert request_callback(known, now(site)).token


def test_a_repetition_gets_its_answer_and_moves_nothing(site: Site, evening: SettableClock) -> None:
    evening.advance(-EVENING_SECONDS)
    number = fresh_number()
    first = request_callback(facts(site), now(site, number, key="once-only"))
    evening.advance(EVENING_SECONDS)
    replayed = request_callback(facts(site), now(site, number, key="once-only"))
    assert replayed.replayed and replayed.token == first.token
    at = replace(now(site), at=evening.now().replace(day=12, hour=9))
    booked = request_callback(facts(site), at)
    again = request_callback(facts(site), replace(at, at=None))
    assert again.repeated and again.token == booked.token
    assert Promise.objects.get(pk=booked.promise_id or 0).due_at == at.at


@pytest.mark.parametrize(
    ("terms", "writes", "refused"),
    [
        (Terms(after_hours="times"), True, True),
        (Terms(after_hours="message"), False, True),
        (Terms(after_hours="call"), True, False),
        (Terms(offered=False), True, True),
        (Terms(offered=False), False, False),
    ],
)
def test_it_is_refused_where_the_site_wants_it_and_has_something_else(
    actor: Actor, site: Site, evening: SettableClock, terms: Terms, writes: bool, refused: bool
) -> None:
    save_terms(actor, site.pk, terms)
    Site.objects.update(writing={"active": writes})
    assert facts(site).takes_calls("") is not refused


def test_each_department_has_its_own_hours(
    actor: Actor, organisation: Organisation, site: Site, evening: SettableClock
) -> None:
    night = HuntGroup.objects.create(organisation=organisation, name="Night")
    hours.save_calendar(actor, None, CalendarValues("group", night.pk, same_every_day(0, 1440), "Europe/Berlin"))
    Department.objects.create(site=site, key="help", name="Help", group=night)
    known = facts(site)
    assert request_callback(known, replace(now(site), department="help")).token
    with pytest.raises(ClosedError):
        request_callback(known, now(site))


def test_nobody_waits_before_an_open_page_either(
    actor: Actor, site: Site, evening: SettableClock, settings: Settings
) -> None:
    settings.RTPENGINE = "127.0.0.1:2223"
    save_faces(actor, site.pk, FaceValues(talk=True))
    with pytest.raises(ClosedError):
        request_talk(facts(site), Wish(NO_PHONE, site.consent_version))
    assert not CallbackRequest.objects.exists()


def test_a_program_of_the_organisation_knows_what_it_does(actor: Actor, site: Site, evening: SettableClock) -> None:
    assert request_through_api(actor, facts(site), now(site)).token
