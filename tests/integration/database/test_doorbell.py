"""Doorbells between transactions and processes, beside both databases."""

import threading
import time

import pytest
from django.db import transaction

from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_ring_is_heard_with_its_detail() -> None:
    bell = doorbell.listen(["desk"])
    with transaction.atomic():
        doorbell.ring("desk", organisation=5, what="calls")
    assert bell.wait(2) == [Ring("desk", {"organisation": 5, "what": "calls"})]
    bell.close()


def test_other_topics_are_not_heard() -> None:
    bell = doorbell.listen(["calls"])
    with transaction.atomic():
        doorbell.ring_all([Ring("desk", {}), Ring("calls", {})])
    assert [one.topic for one in bell.wait(2)] == ["calls"]
    bell.close()


def test_what_was_rolled_back_never_rang() -> None:
    bell = doorbell.listen(["promises"])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        doorbell.ring("promises")
        raise ZeroDivisionError
    assert bell.wait(0.1) == []
    bell.close()


def test_a_ring_wakes_a_waiting_thread_at_once() -> None:
    heard: list[float] = []
    with doorbell.Listener(["promises"], lambda _: heard.append(time.monotonic())):
        until(lambda: any(thread.name == "doorbell" for thread in threading.enumerate()))
        ring_until_heard(heard)
        heard.clear()
        at = time.monotonic()
        doorbell.ring("promises")
        until(lambda: heard)
    assert heard[0] - at < 0.5


def ring_until_heard(heard: list[float]) -> None:
    """The listener may still be connecting: a ring before that is lost, as bells may be."""

    def rung() -> list[float]:
        doorbell.ring("promises")
        return heard

    until(rung)


def test_a_thousand_unread_rings_block_nobody() -> None:
    bell = doorbell.listen(["promises"])
    started = time.monotonic()
    for _ in range(1000):
        doorbell.ring("promises")
    assert time.monotonic() - started < 10
    assert bell.wait(1)
    bell.close()


def test_a_bell_can_be_woken_to_stop() -> None:
    bell = doorbell.listen(["promises"])
    bell.wake()
    started = time.monotonic()
    bell.wait(5)
    assert time.monotonic() - started < 4
    bell.close()


def test_rings_of_one_transaction_are_heard_together_but_for_those_undone() -> None:
    bell = doorbell.listen(["calls", "desk"])
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            doorbell.ring("desk", what="undone")
            raise ZeroDivisionError
        with transaction.atomic():
            doorbell.ring("calls")
        doorbell.ring("desk", what="calls")
        doorbell.ring("desk", what="today")
    heard: list[Ring] = []

    def all_of_them() -> bool:
        heard.extend(bell.wait(0.1))
        return len(heard) >= 3

    until(all_of_them)
    assert [one.detail for one in heard] == [{}, {"what": "calls"}, {"what": "today"}]
    bell.close()
