"""Handlers that act outside the database: in threads beside the round, leased, limited, and never in others' way."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError

from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.promises import keeping, services
from ringback.core.promises.keeper import Keeper, outside
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from tests.integration.promises.conftest import KIND, Scripted
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Promise]
HANGING, RAISING = "tests.hanging", "tests.raising"


class Outside:
    """Acts outside: with `held` closed it hangs; `keys` are those it was given."""

    outside = True

    def __init__(self, seconds: float = 60.0) -> None:
        self.seconds = seconds
        self.held = threading.Event()
        self.held.set()
        self.answer: Outcome | HandedOver | Exception = Outcome.DONE
        self.keys: list[str] = []
        self.leases: list[str] = []

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | HandedOver:
        self.leases.append(Promise.objects.get(id=promise.pk).lease)
        self.keys.append(attempt.key)
        self.held.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def told(self, promise: Promise) -> None:
        pass


Start = Callable[[], Keeper]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts keepers; at the end all their threads have ended, and their connections with them."""
    started: list[Keeper] = []

    def one() -> Keeper:
        started.append(Keeper())
        return started[-1]

    yield one
    for keeper in started:
        keeper.close()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "outside"])


@pytest.fixture
def keeper(start: Start) -> Keeper:
    return start()


@pytest.fixture
def acting(start: Start, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    handler = Outside()
    monkeypatch.setitem(keeping._handlers, KIND, handler)
    yield handler
    handler.held.set()


def kept(keeper: Keeper, promise: Promise, state: str) -> Promise:
    def there() -> bool:
        keeper.round()
        promise.refresh_from_db()
        return promise.state == state

    until(there)
    return promise


def test_it_is_leased_until_it_has_reported(acting: Outside, promise: Make, keeper: Keeper) -> None:
    made = kept(keeper, promise(), "kept")
    assert (acting.leases, made.lease) == ([keeper.epoch], "")


def test_what_a_channel_has_taken_is_not_leased_any_more(acting: Outside, promise: Make, keeper: Keeper) -> None:
    acting.answer = HandedOver()
    made = promise()

    def taken() -> bool:
        keeper.round()
        made.refresh_from_db()
        return bool(acting.keys) and made.lease == ""

    until(taken)
    assert (made.state, Attempt.objects.get().finished_at) == ("keeping", None)


def test_what_hangs_keeps_nobody_waiting(
    handler: Scripted, promise: Make, keeper: Keeper, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    hanging = Outside()
    request.addfinalizer(hanging.held.set)
    hanging.held.clear()
    monkeypatch.setitem(keeping._handlers, HANGING, hanging)
    other = Outside()
    monkeypatch.setitem(keeping._handlers, RAISING, other)
    stuck = [promise(kind=HANGING) for _ in range(outside.SLOTS_A_KIND * 3)]
    handler.answers = [Outcome.DONE]
    by_rows, by_thread = promise(), promise(kind=RAISING)
    kept(keeper, by_rows, "kept")
    kept(keeper, by_thread, "kept")
    under_way = Promise.objects.filter(kind=HANGING, state="keeping").count()
    assert (under_way, len(stuck) - under_way) == (outside.SLOTS_A_KIND, outside.SLOTS_A_KIND * 2)
    hanging.held.set()
    for one in stuck:
        kept(keeper, one, "kept")


def test_what_hangs_is_given_up_and_uncertain_where_it_must_not_happen_twice(
    acting: Outside, promise: Make, keeper: Keeper, moment: clock.SettableClock
) -> None:
    acting.held.clear()
    acting.seconds = 5.0
    made = promise()
    until(lambda: keeper.round() or acting.keys)
    moment.advance(5.5)
    keeper.round()
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.error) == (
        "uncertain",
        "The handler had not ended after 5 s and was given up.",
    )
    assert services.standing([made.pk])[made.pk].uncertain
    acting.held.set()
    keeper.round()
    assert len(acting.keys) == 1


def test_what_hangs_is_tried_again_with_another_key_where_it_may_happen_twice(
    acting: Outside, promise: Make, keeper: Keeper, moment: clock.SettableClock
) -> None:
    acting.held.clear()
    acting.seconds = 5.0
    made = promise(at_most_once=False)
    until(lambda: keeper.round() or acting.keys)
    moment.advance(5.5)
    keeper.round()
    assert Attempt.objects.get().outcome == "failed"
    acting.held.set()
    moment.advance(31)
    kept(keeper, made, "kept")
    assert acting.keys == [f"promise-{made.pk}-1-0-1", f"promise-{made.pk}-1-0-2"]


def test_too_many_that_hang_end_the_process(
    acting: Outside, promise: Make, start: Start, moment: clock.SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "MOST_HANGING", 2)
    acting.held.clear()
    acting.seconds = 5.0
    for _ in range(2):
        promise()
    keeper = start()
    until(lambda: keeper.round() or len(acting.keys) == 2)
    moment.advance(5.5)
    keeper.run(threading.Event())
    assert [attempt.outcome for attempt in Attempt.objects.all()] == ["uncertain", "uncertain"]


def test_one_that_always_raises_is_seen_with_its_error(
    handler: Scripted, promise: Make, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    raising = Outside()
    raising.answer = ValueError("no such gateway")
    monkeypatch.setitem(keeping._handlers, RAISING, raising)
    once, again = promise(kind=RAISING), promise(kind=RAISING, at_most_once=False)
    handler.answers = [Outcome.DONE]
    good = promise()
    kept(keeper, good, "kept")
    kept(keeper, again, "pending")
    until(lambda: keeper.round() or Attempt.objects.filter(promise=once).exclude(outcome="").exists())
    assert dict(Attempt.objects.exclude(promise=good).values_list("promise_id", "outcome")) == {
        once.pk: "uncertain",
        again.pk: "failed",
    }
    assert {row.error for row in Attempt.objects.exclude(promise=good)} == {"ValueError: no such gateway"}


def test_what_a_dead_keeper_did_is_done_again_with_the_same_key_where_it_may_happen_twice(
    acting: Outside, promise: Make, keeper: Keeper, start: Start
) -> None:
    acting.held.clear()
    dead = start()
    made = promise(at_most_once=False)
    until(lambda: dead.round() or acting.keys)
    keeper.take_over(dead.epoch)
    made.refresh_from_db()
    assert (made.state, made.attempts_made, made.lease) == ("pending", 0, "")
    acting.held.set()
    kept(keeper, made, "kept")
    assert acting.keys == [f"promise-{made.pk}-1-0-1"] * 2
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.epoch, attempt.evidence) == ("done", keeper.epoch, {})
    dead.round()


def test_who_was_taken_for_dead_decides_nothing_but_that_it_was_done(
    acting: Outside, promise: Make, keeper: Keeper, start: Start
) -> None:
    acting.held.clear()
    acting.answer = Outcome.BUSY
    paused = start()
    made = promise(at_most_once=False)
    until(lambda: paused.round() or acting.keys)
    keeper.take_over(paused.epoch)
    until(lambda: keeper.round() or len(acting.keys) == 2)
    acting.held.set()
    until(lambda: not paused.round() and not paused._pool.running)
    assert Attempt.objects.get().outcome == ""
    kept(keeper, made, "pending")
    assert Attempt.objects.get().outcome == "busy"


def test_what_kills_its_keeper_again_and_again_fails(
    acting: Outside, promise: Make, keeper: Keeper, start: Start
) -> None:
    acting.held.clear()
    made = promise(at_most_once=False)
    for times in range(1, 5):
        dying = start()
        until(lambda: dying.round() or len(acting.keys) == times)  # noqa: B023
        keeper.take_over(dying.epoch)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.error) == ("failed", "The keeper died meanwhile.")
    made.refresh_from_db()
    assert made.state == "pending"
    acting.held.set()


def test_told_to_stop_it_waits_for_what_is_under_way(acting: Outside, promise: Make, start: Start) -> None:
    acting.held.clear()
    made = promise()
    keeper, stop = start(), threading.Event()
    until(lambda: keeper.round() or acting.keys)
    stop.set()
    timer = threading.Timer(0.3, acting.held.set)
    timer.start()
    keeper.run(stop)
    timer.join()
    made.refresh_from_db()
    assert (made.state, Attempt.objects.get().outcome) == ("kept", "done")


def test_what_does_not_end_when_told_to_stop_is_left_as_by_a_dead_keeper(
    acting: Outside, promise: Make, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.core.promises.keeper.loop.DRAIN_SECONDS", 0.2)
    acting.held.clear()
    once, again = promise(), promise(at_most_once=False)
    keeper, stop = start(), threading.Event()
    until(lambda: keeper.round() or len(acting.keys) == 2)
    stop.set()
    keeper.run(stop)
    once.refresh_from_db()
    again.refresh_from_db()
    assert (once.state, again.state) == ("keeping", "pending")
    assert dict(Attempt.objects.values_list("promise_id", "outcome")) == {once.pk: "uncertain", again.pk: ""}
    acting.held.set()


def test_a_claim_whose_commit_got_no_answer_is_due_again(
    acting: Outside, promise: Make, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.0)
    acting.held.clear()
    begun = promise()
    keeper.round()
    until(lambda: acting.keys)
    lost, start = iter([OperationalError("the server closed the connection")]), keeper._pool.start

    def unanswered(jobs: list[outside.Job]) -> None:
        for error in lost:
            raise error
        start(jobs)

    monkeypatch.setattr(keeper._pool, "start", unanswered)
    claimed = promise()
    with pytest.raises(OperationalError):
        keeper.round()
    claimed.refresh_from_db()
    assert (claimed.state, claimed.lease) == ("keeping", keeper.epoch)
    keeper._beat()
    claimed.refresh_from_db()
    begun.refresh_from_db()
    assert (claimed.state, claimed.lease, claimed.attempts_made) == ("pending", "", 0)
    assert (begun.state, begun.lease) == ("keeping", keeper.epoch)
    acting.held.set()
    assert kept(keeper, claimed, "kept").attempts_made == 1
    assert kept(keeper, begun, "kept").attempts_made == 1
    assert len(acting.keys) == len(set(acting.keys)) == 2
