"""No kind of promise waits behind another's backlog or failures, and what waits is seen to be late."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from ringback.base.kit import clock
from ringback.core.promises import keeping
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.keeper.claiming import BATCH
from ringback.core.promises.keeper.sole import alone
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from tests.integration.promises.conftest import KIND, Scripted
from tests.waiting import until

pytestmark = pytest.mark.django_db

Make = Callable[..., Promise]
OTHER = "tests.other"


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    scripted = Scripted()
    monkeypatch.setitem(keeping._handlers, OTHER, scripted)
    return scripted


def test_a_backlog_of_one_kind_lets_another_through(handler: Scripted, other: Scripted, promise: Make) -> None:
    earlier = clock.now() - timedelta(hours=1)
    for _ in range(BATCH * 2):
        promise(due_at=earlier)
    late = promise(kind=OTHER)
    other.answers = [Outcome.DONE]
    keeper = Keeper()
    keeper._keep_batch()
    late.refresh_from_db()
    assert (len(handler.asked), late.state) == (BATCH, "kept")


def test_two_backlogs_share_a_batch(
    handler: Scripted, other: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    """While the clock stands still a batch keeps its size."""
    for _ in range(BATCH * 2):
        promise()
        promise(kind=OTHER)
    keeper = Keeper()
    keeper._keep_batch()
    keeper._keep_batch()
    assert (len(handler.asked), len(other.asked)) == (BATCH + BATCH // 2, BATCH + BATCH // 2)
    while keeper.round():
        pass
    assert (len(handler.asked), len(other.asked)) == (BATCH * 2, BATCH * 2)


def test_a_handler_whose_queries_always_fail_stalls_others_for_a_moment_only(
    handler: Scripted, other: Scripted, promise: Make
) -> None:
    """It raises what also a database raises that is away; the database is there for everybody else."""
    bad, good = promise(), promise(kind=OTHER)
    handler.answers = [OperationalError("no such column: colour")] * 9
    other.answers = [Outcome.DONE] * 9
    keeper = Keeper()
    for _ in range(3):
        with pytest.raises(OperationalError):
            keeper.round()
    keeper.round()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("pending", "kept")
    assert "no such column" in Attempt.objects.get(promise=bad).error


def test_a_promise_that_waits_for_room_is_seen_late_and_expires(
    promise: Make, moment: clock.SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Outside(Scripted):
        outside = True

    monkeypatch.setitem(keeping._handlers, KIND, Outside())
    keeper = Keeper()
    monkeypatch.setattr(keeper._pool, "room", lambda _kind: 0)
    late, gone = promise(), promise(expires_at=clock.now() + timedelta(seconds=40))
    moment.advance(31)
    keeper.round()
    moment.advance(10)
    keeper.round()
    late.refresh_from_db()
    gone.refresh_from_db()
    assert (late.state, late.missed_at, gone.state) == ("pending", late.deadline_at, "expired")


def test_a_long_queue_hides_no_promise_from_the_clock(
    promise: Make, moment: clock.SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.core.promises.keeper.minding.LOOKED_AT_ONCE", 1000)
    keeper = Keeper()
    monkeypatch.setattr(keeper._claims, "take", lambda *_: [])
    made = promise()
    rows = [Promise.objects.get(id=made.pk) for _ in range(1)]
    for row in rows * 1100:
        row.pk = None
        row._state.adding = True
        row.save()
    last = promise(automatic=False, due_at=clock.now() + timedelta(seconds=5))
    moment.advance(60)
    for _ in range(3):
        keeper.round()
    last.refresh_from_db()
    assert last.missed_at == last.deadline_at


@pytest.mark.django_db(transaction=True)
def test_beside_sqlite_a_second_keeper_waits_for_the_first(capfd: pytest.CaptureFixture[str]) -> None:
    entered: list[bool] = []
    stop = threading.Event()

    def second() -> None:
        with alone(stop) as granted:
            entered.append(granted)
        connection.close()

    thread = threading.Thread(target=second)
    with alone(threading.Event()) as granted:
        assert granted
        thread.start()
        if connection.vendor == "sqlite":
            until(lambda: "another keeper has this SQLite database" in capfd.readouterr().out)
            assert entered == []
    thread.join(10)
    assert entered == [True]
