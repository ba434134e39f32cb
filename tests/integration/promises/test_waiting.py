"""Why a promise waits: what people read is what the gate decides, and costs a list no query a row."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ringback.base.accounts.models import Installation, Organisation
from ringback.base.accounts.services import stop_dialling, system_actor
from ringback.base.kit import clock
from ringback.channels.voice.models import HuntGroup
from ringback.channels.voice.services import delete_group
from ringback.core.hours import services as hours
from ringback.core.hours.rules import NEVER, same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.people import services as people
from ringback.core.people.models import Person, PersonPhone
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Cap, Outcome, Policy, Quiet, Target, To
from ringback.core.promises.services import Waiting, why_not_now
from ringback.core.promises.services.targets import hand
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins

pytestmark = pytest.mark.django_db

BOUND = Policy(within_hours=True)
NIGHT = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)


@pytest.fixture
def eva(organisation: Organisation) -> Person:
    return person(organisation, 1)


@pytest.fixture
def night(moment: clock.SettableClock) -> clock.SettableClock:
    moment.advance((NIGHT - clock.now()).total_seconds())
    return moment


def person(organisation: Organisation, number: int, zone: str = "Europe/Berlin") -> Person:
    made = Person.objects.create(organisation=organisation, name="Eva", zone=zone, zone_source="browser")
    e164 = f"+4930{number:08d}"
    PersonPhone.objects.create(organisation=organisation, person=made, e164=e164, raw=e164, country="DE", kind="fixed")
    return made


def waits(promise: Promise) -> Waiting | None:
    promise.refresh_from_db()
    with translation.override("en"):
        return why_not_now([promise], clock.now()).get(promise.pk)


def why(promise: Promise) -> str:
    found = waits(promise)
    assert found is not None
    return found.why


@pytest.mark.parametrize(
    ("policy", "reasons"),
    [
        (BOUND, "hours"),
        (Policy(quiet=(Quiet(time(20), time(9)),)), "quiet"),
        (Policy(quiet=(Quiet(first_day=NIGHT.date(), last_day=NIGHT.date() + timedelta(days=9)),)), "quiet"),
        (Policy(caps=(Cap(1, 86_400),), within_hours=True), "cap"),
        (Policy(), ""),
    ],
)
def test_what_is_read_is_what_the_gate_then_does(
    handler: Scripted, promise: Make, eva: Person, night: clock.SettableClock, policy: Policy, reasons: str
) -> None:
    """Before its time, when it comes, and after it was put off: one answer, which the keeper keeps to the instant."""
    handler.answers = [Outcome.DONE] * 2
    promise(person_id=eva.pk, policy=Policy())
    Keeper().round()
    night.advance(3600)
    made = promise(clock.now() + timedelta(minutes=10), person_id=eva.pk, policy=policy, expires_at=None)
    before = waits(made)
    night.advance(600)
    when_due = waits(made)
    Keeper().round()
    made.refresh_from_db()
    if not reasons:
        assert (before, when_due, made.state) == (None, None, "kept")
        return
    after = waits(made)
    assert before is not None and when_due is not None and after is not None
    assert before.why == when_due.why == after.why == reasons
    assert before.planned_at == when_due.planned_at == after.planned_at == made.not_before_at
    assert made.first_due_at == made.due_at  # being closed moves no promise


def test_it_says_how_their_hour_is_known(promise: Make, eva: Person, night: clock.SettableClock) -> None:
    made = promise(person_id=eva.pk, policy=BOUND, expires_at=None)
    found = waits(made)
    assert found is not None
    assert found.words == "too early for them: 00:00 in Berlin"
    assert found.known == "Their browser is set to Berlin."
    Person.objects.update(zone="Asia/Tokyo", zone_source="said")
    assert waits(made) is None  # eight in the morning there: what they said goes before anything else


def test_what_we_stopped_and_what_they_asked_for_stands_first(
    promise: Make, eva: Person, organisation: Organisation, night: clock.SettableClock
) -> None:
    system = system_actor(organisation.pk)
    made, letter = promise(person_id=eva.pk, policy=BOUND, expires_at=None), promise(policy=Policy())
    Promise.objects.filter(pk=letter.pk).update(channel="mail")
    people.do_not_contact(system, "voice", eva.phones.get().e164, "asked")
    assert why(made) == "closed"
    stop_dialling(system)
    assert (why(made), waits(letter)) == ("stopped", None)
    later = promise(clock.now() + timedelta(hours=1), policy=Policy())
    assert waits(later) is None
    Installation.objects.update_or_create(id=1, defaults={"held_at": clock.now()})
    held = waits(letter)
    assert held is not None and held.words.startswith("Restored from a backup")


def test_what_expires_before_it_may_be_tried_says_so(promise: Make, eva: Person, night: clock.SettableClock) -> None:
    made = promise(person_id=eva.pk, policy=BOUND, expires_at=clock.now() + timedelta(hours=1))
    found = waits(made)
    assert found is not None and found.dropped


def test_a_deleted_calendar_gives_way_to_the_organisations_and_says_so(
    handler: Scripted, promise: Make, eva: Person, organisation: Organisation, moment: clock.SettableClock
) -> None:
    system, agent = system_actor(organisation.pk), joins(organisation, "Anna")
    own = hours.save_calendar(system, None, CalendarValues("member", agent.member_id or 0, NEVER))
    made = promise(person_id=eva.pk, policy=BOUND, expires_at=None, calendar_id=own.pk)
    assert why(made) == "never"
    hours.delete_calendar(system, own.pk)
    assert waits(made) is None  # nobody else has hours: somebody is always there
    week = same_every_day(15 * 60, 16 * 60)
    whole = hours.save_calendar(system, None, CalendarValues("organisation", 0, week, zone="UTC"))
    found = waits(made)
    assert whole.pk != own.pk and found is not None
    assert found.planned_at == datetime(2026, 3, 11, 15, tzinfo=UTC)
    assert "the hours it was made with are deleted" in found.words
    Keeper().round()
    made.refresh_from_db()
    assert (handler.asked, made.not_before_at) == ([], found.planned_at)


def test_a_deleted_hunt_group_leaves_its_promises_to_all_who_call_and_its_hours_behind(
    promise: Make, eva: Person, organisation: Organisation, moment: clock.SettableClock
) -> None:
    system, anna = system_actor(organisation.pk), joins(organisation, "Anna")
    group = HuntGroup.objects.create(organisation=organisation, name="Sales")
    own = hours.save_calendar(system, None, CalendarValues("group", group.pk, NEVER))
    made = promise(group_id=group.pk, calendar_id=own.pk, person_id=eva.pk, policy=BOUND)
    assert why(made) == "never"
    delete_group(system, group.pk)
    assert waits(made) is None
    hand(made, Target(To.NEXT))
    assert made.owner_id == anna.member_id
    assert services.reschedule(anna, made.pk, 1, clock.now()).group_id == group.pk
    assert HuntGroup.objects.create(organisation=organisation, name="New").pk != group.pk


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    promise: Make, organisation: Organisation, night: clock.SettableClock
) -> None:
    policy = Policy(caps=(Cap(1, 86_400),), within_hours=True, first_at_once=True)
    system, anna = system_actor(organisation.pk), joins(organisation, "Anna")
    hours.save_calendar(system, None, CalendarValues("organisation", 0, same_every_day(600, 700)))
    own = hours.save_calendar(system, None, CalendarValues("member", anna.member_id or 0, same_every_day(600, 700)))
    zones = ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "Mars/Base", "Asia/Kathmandu")
    rows = [
        promise(
            person_id=person(organisation, number, zones[number % 5]).pk,
            owner_id=anna.member_id if number % 2 else None,
            calendar_id=own.pk if number % 3 else None,
            policy=policy,
        )
        for number in range(40)
    ]
    spent = []
    for some in (rows[:10], rows):
        with CaptureQueriesContext(connection) as seen:
            assert len(why_not_now(some, clock.now() + timedelta(hours=2))) == len(some)
        spent.append(len(seen.captured_queries))
    assert spent[0] == spent[1] <= 14
