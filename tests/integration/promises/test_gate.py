"""The last look before an attempt: hours, quiet times and caps, across doors and keepers."""

from datetime import UTC, datetime, time, timedelta

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.core.people.models import Person
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Cap, Outcome, Policy, Quiet
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make

pytestmark = pytest.mark.django_db

DAY = 86_400
NIGHT = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)


@pytest.fixture
def eva(organisation: Organisation) -> Person:
    return Person.objects.create(organisation=organisation, name="Eva", zone="Europe/Berlin")


@pytest.fixture
def night(moment: clock.SettableClock) -> clock.SettableClock:
    moment.advance((NIGHT - clock.now()).total_seconds())
    return moment


def test_a_cap_holds_over_all_doors_and_within_one_batch(
    handler: Scripted, promise: Make, eva: Person, moment: clock.SettableClock
) -> None:
    capped = Policy(caps=(Cap(2, DAY),))
    made = [promise(person_id=eva.pk, policy=capped, expires_at=None) for _ in range(5)]
    handler.answers = [Outcome.DONE] * 5
    keeper = Keeper()
    for day in range(1, 4):
        keeper.round()
        keeper.round()
        assert Attempt.objects.count() == min(2 * day, 5)
        moment.advance(DAY)
    assert {row.state for row in Promise.objects.filter(pk__in=[one.pk for one in made])} == {"kept"}
    assert len(services.recent_contacts(eva.pk, clock.now() - timedelta(days=7))) == 5
    started = sorted(Attempt.objects.values_list("started_at", flat=True))
    assert all(later - one >= timedelta(days=1) for one, later in zip(started, started[2:], strict=False))


def test_what_did_not_reach_them_is_no_contact(
    handler: Scripted, promise: Make, eva: Person, moment: clock.SettableClock
) -> None:
    policy = Policy({"nobody": (60,)}, caps=(Cap(1, DAY),))
    promise(person_id=eva.pk, policy=policy)
    handler.answers = [Outcome.NOBODY, Outcome.DONE]
    keeper = Keeper()
    keeper.round()
    assert services.recent_contacts(eva.pk, clock.now() - timedelta(days=1)) == []
    moment.advance(60)
    keeper.round()
    assert len(handler.asked) == 2


def test_a_keeper_that_comes_back_at_night_lets_people_sleep(
    handler: Scripted, promise: Make, eva: Person, night: clock.SettableClock
) -> None:
    quiet = Policy(quiet=(Quiet(time(20), time(9)),))
    made = promise(person_id=eva.pk, policy=quiet, expires_at=None)
    keeper = Keeper()
    keeper.round()
    made.refresh_from_db()
    assert handler.asked == []
    assert (made.state, made.attempts_made) == ("pending", 0)
    assert made.not_before_at == datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
    night.advance(9 * 3600)
    keeper.round()
    assert handler.asked == [made.pk]


def test_hours_bind_what_is_told_to_and_nothing_else(
    handler: Scripted, promise: Make, eva: Person, night: clock.SettableClock
) -> None:
    bound = promise(person_id=eva.pk, policy=Policy(within_hours=True), expires_at=None)
    free = promise(person_id=eva.pk, policy=Policy())
    Keeper().round()
    bound.refresh_from_db()
    assert handler.asked == [free.pk]
    assert bound.not_before_at is not None
    assert 6 <= bound.not_before_at.hour <= 12


def test_call_me_now_permits_that_call_even_at_night_until_they_were_reached(
    handler: Scripted, promise: Make, eva: Person, night: clock.SettableClock
) -> None:
    policy = Policy({"nobody": (300,), "busy": (300,)}, within_hours=True, first_at_once=True, caps=(Cap(1, DAY),))
    made = promise(person_id=eva.pk, policy=policy, expires_at=None)
    handler.answers = [Outcome.NOBODY, Outcome.BUSY]
    keeper = Keeper()
    keeper.round()
    night.advance(300)
    keeper.round()
    assert len(handler.asked) == 2
    made.refresh_from_db()
    assert made.due_at >= clock.now() + timedelta(hours=23)
    night.advance(300)
    keeper.round()
    assert len(handler.asked) == 2


def test_what_cannot_be_before_it_expires_expires(
    handler: Scripted, promise: Make, eva: Person, night: clock.SettableClock
) -> None:
    made = promise(person_id=eva.pk, policy=Policy(within_hours=True), expires_at=clock.now() + timedelta(hours=1))
    Keeper().round()
    made.refresh_from_db()
    assert (made.state, handler.asked) == ("expired", [])


def test_a_time_when_nobody_may_ever_be_contacted_breaks_it_in_the_open(
    handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    made = promise(policy=Policy(quiet=(Quiet(time(), time()),)), expires_at=None)
    Keeper().round()
    made.refresh_from_db()
    assert (made.state, made.evidence["why"], handler.asked) == ("broken", "no permitted time", [])


def test_moving_it_says_from_when_it_suits_them(
    promise: Make, eva: Person, organisation: Organisation, night: clock.SettableClock
) -> None:
    from_us = promise(person_id=eva.pk, policy=Policy(within_hours=True, first_at_once=True), expires_at=None)
    night.advance(7200)
    system = system_actor(organisation.pk)
    moved = services.reschedule(system, from_us.pk, 1, clock.now())
    assert moved.not_before_at is not None and moved.not_before_at > clock.now()
    asked = services.reschedule(system, from_us.pk, 2, clock.now(), by_person=True)
    assert asked.not_before_at is None
