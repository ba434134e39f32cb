"""What the gate costs, and that it holds when several keepers come to it at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from ringback.base.accounts.models import Organisation
from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.core.people.models import Person
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Cap, Outcome, Policy
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make
from tests.waiting import until

DAY = 86_400
ASKED = Policy({"busy": (60,)}, within_hours=True, first_at_once=True, caps=(Cap(1, DAY),), expires_after_seconds=3600)


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
def test_between_click_and_ring_a_binding_policy_costs_no_statement(handler: Scripted, promise: Make) -> None:
    spent = []
    for policy in (Policy({"busy": (60,)}), ASKED):
        keeper = Keeper()
        keeper.round()
        with CaptureQueriesContext(connection) as seen:
            promise(policy=policy, expires_at=None)
            keeper.round()
            services.report(handler.attempts[-1], Outcome.DONE, {})
        spent.append([query["sql"].split(" ", 1)[0] for query in seen.captured_queries])
    assert spent[0] == spent[1]
    assert Promise.objects.filter(state="kept").count() == 2


def waits_for_a_lock() -> bool:
    """Whether another connection stands before a lock; beside SQLite all writers do, and nobody can look."""
    if connection.vendor == "sqlite":
        return True
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(queries.fetch(waiting))


@pytest.mark.django_db(transaction=True)
def test_two_keepers_at_once_stay_below_a_cap(
    handler: Scripted, promise: Make, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is about to contact a person, and has not committed yet, another claims their next promise."""
    person = Person.objects.create(organisation=organisation)
    begun, go_on = threading.Event(), threading.Event()

    def keep(kept: Promise, _attempt: Attempt) -> HandedOver:
        handler.asked.append(kept.pk)
        begun.set()
        assert go_on.wait(20)
        return HandedOver()

    monkeypatch.setattr(handler, "keep", keep)
    capped = Policy(caps=(Cap(1, DAY),))
    first = promise(person_id=person.pk, policy=capped, expires_at=None)
    second = promise(clock.now() + timedelta(seconds=0.5), person_id=person.pk, policy=capped, expires_at=None)
    keepers = [threading.Thread(target=one_round) for _ in range(2)]
    keepers[0].start()
    assert begun.wait(20)
    until(lambda: clock.now() > second.due_at)
    keepers[1].start()
    until(lambda: waits_for_a_lock() or len(handler.asked) > 1)
    go_on.set()
    for keeper in keepers:
        keeper.join(30)
    assert handler.asked == [first.pk]
    second.refresh_from_db()
    assert (second.state, second.attempts_made) == ("pending", 0)
    assert second.not_before_at is not None and second.not_before_at > clock.now() + timedelta(hours=23)


def one_round() -> None:
    """What a keeper does, in a connection of its own."""
    try:
        Keeper().round()
    finally:
        connections.close_all()


@pytest.mark.django_db
def test_a_try_that_is_done_again_after_a_crash_is_no_second_contact(
    handler: Scripted, promise: Make, organisation: Organisation, moment: clock.SettableClock
) -> None:
    person = Person.objects.create(organisation=organisation)
    made = promise(person_id=person.pk, policy=Policy(caps=(Cap(1, DAY),)), expires_at=None, at_most_once=False)
    Keeper().round()
    Promise.objects.filter(pk=made.pk).update(state="pending", attempts_made=0, wake_at=clock.now())
    moment.advance(60)
    Keeper().round()
    assert handler.asked == [made.pk, made.pk]
    assert Attempt.objects.count() == 1
    assert len(services.recent_contacts(person.pk, clock.now() - timedelta(days=1))) == 1
