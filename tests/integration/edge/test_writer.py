"""The one writer: batches, savepoints, acknowledgement after the commit, and what happens when it cannot."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ringback.base.accounts.models import Organisation
from ringback.base.edge.problems import OverloadedError
from ringback.base.edge.writer import Writer
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Iterator[Writer]:
    writer = Writer(most_waiting=20, most_a_batch=8)
    writer.start()
    yield writer
    writer.stop()


def add(name: str) -> Callable[[], int]:
    """A job that makes a row, in an atomic block of its own."""

    def job() -> int:
        with transaction.atomic():
            return Organisation.objects.create(name=name).pk

    return job


def failing(name: str) -> Callable[[], None]:
    """A job that fails in the database after it wrote."""

    def job() -> None:
        with transaction.atomic():
            made = Organisation.objects.create(name=name)
            Organisation(pk=made.pk, name="twice").save(force_insert=True)

    return job


def names() -> list[str]:
    return sorted(Organisation.objects.values_list("name", flat=True))


class Held:
    """Holds the writer inside a job, so that what follows piles up into one batch."""

    def __init__(self, writer: Writer) -> None:
        self.going = threading.Event()
        self._let_go = threading.Event()
        self.done: Future[None] = writer.submit(self._job)
        assert self.going.wait(10)

    def _job(self) -> None:
        self.going.set()
        self._let_go.wait(20)

    def let_go(self) -> None:
        self._let_go.set()


def test_what_is_acknowledged_is_committed(writer: Writer) -> None:
    key = writer.submit(add("one")).result(10)
    assert Organisation.objects.get(pk=key).name == "one"


def test_a_batch_is_one_transaction_and_one_failure_leaves_the_others(writer: Writer) -> None:
    held = Held(writer)
    good = [writer.submit(add(f"good {number}")) for number in range(3)]
    bad = writer.submit(failing("bad"))
    last = writer.submit(add("last"))
    in_batch: Future[bool] = writer.submit(lambda: connection.in_atomic_block)
    held.let_go()
    assert all(future.result(10) for future in [*good, last])
    with pytest.raises(IntegrityError):
        bad.result(10)
    assert in_batch.result(10) is True
    assert names() == ["good 0", "good 1", "good 2", "last"]


def test_nothing_is_acknowledged_before_the_commit(writer: Writer) -> None:
    held = Held(writer)
    first = writer.submit(add("first"))
    seen: list[bool] = []
    second = writer.submit(lambda: seen.append(first.done()))
    held.let_go()
    second.result(10)
    assert seen == [False] and first.result(10)


def test_a_batch_that_cannot_commit_is_done_one_by_one(writer: Writer) -> None:
    held = Held(writer)
    broken: list[bool] = []

    def breaks_the_batch() -> None:
        if connection.in_atomic_block and not broken:
            broken.append(True)
            transaction.set_rollback(True)  # as a database does that has given up on the whole

    kept = writer.submit(add("kept"))
    bad = writer.submit(breaks_the_batch)
    after = writer.submit(add("after"))
    held.let_go()
    for future in (kept, bad, after):
        future.result(10)
    assert names() == ["after", "kept"], "acknowledged means there"


def test_a_full_queue_says_so_at_once_and_recovers(writer: Writer) -> None:
    held = Held(writer)
    waiting = [writer.submit(add(str(number))) for number in range(20)]
    with pytest.raises(OverloadedError) as caught:
        writer.submit(add("too many"))
    assert caught.value.status == 503 and caught.value.body.retry_after
    held.let_go()
    assert all(future.result(10) for future in waiting)
    assert writer.submit(add("again")).result(10)


def test_who_has_gone_away_is_not_written_for(writer: Writer) -> None:
    held = Held(writer)
    gone = writer.submit(add("gone"))
    assert gone.cancel()
    held.let_go()
    writer.submit(add("here")).result(10)
    assert names() == ["here"]
    with pytest.raises(CancelledError):
        gone.result(0)


def test_stopping_finishes_what_is_queued_and_takes_no_more() -> None:
    writer = Writer()
    writer.start()
    held = Held(writer)
    queued = [writer.submit(add(str(number))) for number in range(5)]
    stopping = threading.Thread(target=writer.stop)
    stopping.start()
    until(lambda: writer._stopping)
    with pytest.raises(OverloadedError):
        writer.submit(add("late"))
    held.let_go()
    stopping.join(10)
    assert not writer.alive and all(future.result(0) for future in queued)


def test_a_lost_connection_fails_one_job_and_is_replaced(writer: Writer) -> None:
    def lose() -> None:
        connection.connection.close()
        Organisation.objects.count()

    with pytest.raises((DatabaseError, Exception)):
        writer.submit(lose).result(10)
    assert writer.submit(add("after")).result(10)
