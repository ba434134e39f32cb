"""What people may do with a promise by hand, and that each of it is on record and fenced."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotAllowedError, NotFoundError
from ringback.core.promises import reads, services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from tests.integration.promises.conftest import Scripted

pytestmark = pytest.mark.django_db

Make = Callable[..., Promise]


@pytest.fixture
def owner(organisation: Organisation) -> Actor:
    return system_actor(organisation.pk)


@pytest.fixture
def stranger(db: None) -> Actor:
    return system_actor(Organisation.objects.create(name="Boats").pk)


def test_what_was_cancelled_is_not_kept_any_more(handler: Scripted, promise: Make, owner: Actor) -> None:
    made = promise()
    services.cancel(owner, made.pk, "she wrote instead")
    Keeper().round()
    made.refresh_from_db()
    assert (made.state, made.generation, handler.asked) == ("cancelled", 2, [])
    assert AuditEntry.objects.get().action == "promise cancelled"


def test_a_promise_is_moved_only_from_the_generation_that_was_read(promise: Make, owner: Actor) -> None:
    made = promise()
    later = clock.now() + timedelta(hours=1)
    services.reschedule(owner, made.pk, 1, later)
    with pytest.raises(ConflictError):
        services.reschedule(owner, made.pk, 1, later)


def test_moving_it_ourselves_does_not_make_it_on_time(promise: Make, owner: Actor) -> None:
    made = promise()
    moved = services.reschedule(owner, made.pk, 1, clock.now() + timedelta(hours=1))
    assert (moved.first_due_at, moved.deadline_at) == (made.first_due_at, made.deadline_at)


def test_the_one_who_waits_may_move_the_deadline(promise: Make, owner: Actor) -> None:
    made = promise()
    later = clock.now() + timedelta(hours=1)
    moved = services.reschedule(owner, made.pk, 1, later, by_person=True)
    assert moved.first_due_at == made.first_due_at
    assert moved.deadline_at == later + timedelta(seconds=made.grace_seconds)


def test_a_person_clears_what_is_uncertain(handler: Scripted, promise: Make, owner: Actor) -> None:
    made = promise()
    Keeper().round()
    services.report(handler.attempts[0], Outcome.UNCERTAIN, {})
    assert [attempt.promise_id for attempt in reads.today(owner, clock.now()).uncertain] == [made.pk]
    services.resolve_uncertain(owner, handler.attempts[0], Outcome.DONE)
    made.refresh_from_db()
    assert (made.state, reads.today(owner, clock.now()).uncertain) == ("kept", [])
    with pytest.raises(NotFoundError):
        services.resolve_uncertain(owner, handler.attempts[0], Outcome.BUSY)


def test_nobody_reaches_another_organisations_promise(
    handler: Scripted, promise: Make, stranger: Actor, owner: Actor
) -> None:
    made = promise()
    Keeper().round()
    services.report(handler.attempts[0], Outcome.UNCERTAIN, {})
    for act in (
        lambda: services.cancel(stranger, made.pk, ""),
        lambda: services.mark_kept(stranger, made.pk, {}),
        lambda: services.reschedule(stranger, made.pk, 1, clock.now()),
        lambda: services.resolve_uncertain(stranger, handler.attempts[0], Outcome.DONE),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert reads.today(stranger, clock.now()).uncertain == []
    assert Attempt.objects.get().outcome == "uncertain"


def test_who_may_only_look_changes_nothing(promise: Make, organisation: Organisation) -> None:
    made = promise()
    nobody = Actor(organisation.pk, None, None, "nobody", ())
    for act in (
        lambda: services.cancel(nobody, made.pk, ""),
        lambda: services.mark_kept(nobody, made.pk, {}),
        lambda: services.reschedule(nobody, made.pk, 1, clock.now()),
    ):
        with pytest.raises(NotAllowedError):
            act()
    made.refresh_from_db()
    assert (made.state, made.generation) == ("pending", 1)


def test_kept_on_time_counts_what_closed(
    handler: Scripted, promise: Make, owner: Actor, moment: clock.SettableClock
) -> None:
    begun = clock.now()
    on_time, late, broken, cancelled = promise(), promise(), promise(), promise()
    Keeper().round()
    by_promise = dict(zip(handler.asked, handler.attempts, strict=True))
    services.report(by_promise[on_time.pk], Outcome.DONE, {})
    services.cancel(owner, cancelled.pk, "")
    services.report(by_promise[broken.pk], Outcome.REFUSED, {})
    moment.advance(60)
    services.report(by_promise[late.pk], Outcome.DONE, {})
    figure = reads.kept_on_time(owner, begun, clock.now() + timedelta(seconds=1))
    assert (figure.closed, figure.kept, figure.on_time) == (3, 2, 1)
    assert figure.share == pytest.approx(1 / 3)
