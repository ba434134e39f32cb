"""The keeper on a real database: claims, retries, takes over, and minds the clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError

from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.base.presence.models import Epoch
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from tests.integration.promises.conftest import Scripted

pytestmark = pytest.mark.django_db

Make = Callable[..., Promise]


def test_keeps_what_is_due_and_nothing_else(handler: Scripted, promise: Make, moment: clock.SettableClock) -> None:
    due, later = promise(), promise(due_at=clock.now() + timedelta(seconds=10))
    handler.answers = [Outcome.DONE, Outcome.DONE]
    keeper = Keeper()
    keeper.round()
    assert handler.asked == [due.id]
    moment.advance(10)
    keeper.round()
    assert handler.asked == [due.id, later.id]
    assert {row.state for row in Promise.objects.all()} == {"kept"}


def test_an_attempt_is_on_record_with_the_key_of_its_place(handler: Scripted, promise: Make) -> None:
    made = promise()
    Keeper().round()
    attempt = Attempt.objects.get()
    assert attempt.key == f"promise-{made.id}-1-0-1"
    made.refresh_from_db()
    assert (made.state, made.attempts_made, made.lease) == ("keeping", 1, "")


def test_busy_is_tried_again_as_the_policy_says_and_then_given_up(
    handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    made = promise()
    handler.answers = [Outcome.BUSY, Outcome.BUSY, Outcome.BUSY]
    keeper = Keeper()
    keeper.round()
    for seconds, state in ((60, "pending"), (120, "broken")):
        moment.advance(seconds - 1)
        keeper.round()
        assert len(handler.asked) == made.attempts_made + 1
        moment.advance(1)
        keeper.round()
        made.refresh_from_db()
        made.attempts_made -= 1
        assert made.state == state
    assert Attempt.objects.count() == 3


def test_a_handler_that_raises_stalls_nobody_and_shows_its_error(handler: Scripted, promise: Make) -> None:
    bad, good = promise(), promise()
    handler.answers = [ValueError("the shop burned down"), ValueError("the shop burned down"), Outcome.DONE]
    Keeper().round()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("pending", "kept")
    attempt = Attempt.objects.get(promise=bad)
    assert attempt.outcome == "failed"
    assert "the shop burned down" in attempt.error


def test_a_database_error_undoes_the_whole_claim(handler: Scripted, promise: Make) -> None:
    made = promise()
    handler.answers = [OperationalError("disk I/O error")]
    with pytest.raises(OperationalError):
        Keeper().round()
    made.refresh_from_db()
    assert (made.state, Attempt.objects.count()) == ("pending", 0)


def test_a_kind_nobody_keeps_fails_in_the_open(promise: Make) -> None:
    made = promise()
    Keeper().round()
    made.refresh_from_db()
    assert made.state == "pending"
    assert "Nobody keeps promises of the kind" in Attempt.objects.get().error


def test_a_report_counts_once(handler: Scripted, promise: Make) -> None:
    made = promise()
    Keeper().round()
    attempt = Attempt.objects.get()
    services.report(attempt.id, Outcome.DONE, {"call": "a"})
    services.report(attempt.id, Outcome.BUSY, {"call": "b"})
    made.refresh_from_db()
    attempt.refresh_from_db()
    assert (made.state, attempt.outcome, attempt.evidence) == ("kept", "done", {"call": "a"})


def test_the_door_is_told_of_every_change_once(handler: Scripted, promise: Make) -> None:
    made = promise()
    keeper = Keeper()
    keeper.round()
    services.report(handler.attempts[0], Outcome.DONE, {})
    keeper.round()
    keeper.round()
    assert handler.told_of == [(made.id, "kept")]


def test_what_came_late_is_kept_and_missed(handler: Scripted, promise: Make, moment: clock.SettableClock) -> None:
    made = promise()
    keeper = Keeper()
    keeper.round()
    moment.advance(31)
    keeper.round()
    made.refresh_from_db()
    assert (made.state, made.missed_at) == ("keeping", made.deadline_at)
    services.report(handler.attempts[0], Outcome.DONE, {})
    made.refresh_from_db()
    assert made.state == "kept"
    assert made.missed_at == made.deadline_at


def test_a_promise_expires_at_its_instant(handler: Scripted, promise: Make, moment: clock.SettableClock) -> None:
    made = promise(due_at=clock.now() + timedelta(hours=2), expires_at=clock.now() + timedelta(hours=1))
    moment.advance(3600)
    Keeper().round()
    made.refresh_from_db()
    assert (made.state, handler.asked) == ("expired", [])


def test_a_person_has_to_keep_what_is_not_automatic(
    handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    made = promise(automatic=False)
    moment.advance(31)
    Keeper().round()
    made.refresh_from_db()
    assert (handler.asked, made.state) == ([], "pending")
    assert made.missed_at is not None


def test_two_keepers_never_get_the_same_promise(handler: Scripted, promise: Make) -> None:
    for _ in range(250):
        promise()
    first, second = Keeper(), Keeper()
    while first.round() or second.round():
        pass
    assert len(handler.asked) == len(set(handler.asked)) == 250


def test_what_a_dead_keeper_did_outside_is_uncertain(handler: Scripted, promise: Make) -> None:
    made = promise()
    keeper = Keeper()
    keeper.round()
    Promise.objects.filter(id=made.id).update(lease=keeper.epoch)
    Keeper().take_over(keeper.epoch)
    made.refresh_from_db()
    assert (made.state, Attempt.objects.get().outcome) == ("keeping", "uncertain")
    assert services.standing([made.id])[made.id].uncertain


def test_an_older_generation_cannot_decide(handler: Scripted, promise: Make) -> None:
    made = promise()
    Keeper().round()
    Promise.objects.filter(id=made.id).update(generation=2, state="pending")
    services.report(handler.attempts[0], Outcome.REFUSED, {})
    made.refresh_from_db()
    assert made.state == "pending"


def test_a_conversation_counts_whatever_its_generation(handler: Scripted, promise: Make) -> None:
    made = promise()
    Keeper().round()
    Promise.objects.filter(id=made.id).update(generation=2, state="pending")
    services.report(handler.attempts[0], Outcome.DONE, {})
    made.refresh_from_db()
    assert made.state == "kept"


def test_a_keeper_whose_beat_stands_still_is_seen_dead(db: None, moment: clock.SettableClock) -> None:
    epoch = presence.join("keeper")
    Epoch.objects.filter(id=epoch).update(host="elsewhere")
    watch = presence.Watch()
    assert watch.dead("keeper") == []
    moment.step(3600)
    assert watch.dead("keeper") == []
    for _ in range(int(presence.DEAD_AFTER_SECONDS)):
        moment.advance(presence.BEAT_SECONDS)
        assert watch.dead("keeper") == []
    moment.advance(presence.BEAT_SECONDS)
    assert watch.dead("keeper") == [epoch]


def test_nobody_is_taken_for_dead_because_nobody_could_look(db: None, moment: clock.SettableClock) -> None:
    """A database that was away for half a minute let nobody beat."""
    epoch = presence.join("keeper")
    Epoch.objects.filter(id=epoch).update(host="elsewhere")
    watch = presence.Watch()
    assert watch.dead("keeper") == []
    moment.advance(30)
    assert watch.dead("keeper") == []
    presence.beat(epoch, 1)
    moment.advance(presence.BEAT_SECONDS)
    assert watch.dead("keeper") == []


def test_handed_over_work_is_left_to_its_channel(handler: Scripted, promise: Make) -> None:
    made = promise()
    handler.answers = [HandedOver()]
    keeper = Keeper()
    keeper.round()
    keeper.round()
    assert handler.asked == [made.id]


def test_two_attempts_of_one_promise_may_end_in_the_same_moment(
    handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    made = promise()
    Keeper().round()
    Promise.objects.filter(id=made.id).update(state="pending", generation=2, wake_at=clock.now())
    Keeper().round()
    at = clock.now()
    old, new = handler.attempts
    services.report_all([services.Report(old, Outcome.BUSY, {}, at), services.Report(new, Outcome.DONE, {}, at)])
    made.refresh_from_db()
    assert made.state == "kept"
    assert dict(Attempt.objects.values_list("id", "outcome")) == {old: "busy", new: "done"}
