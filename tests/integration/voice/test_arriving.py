"""Who comes in, before any phone rings: whose line, who it is, what they are owed, and who is turned away."""

import dataclasses
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from ringback.base.kit import clock, ids
from ringback.base.kit import phones as numbers
from ringback.channels.voice.engine.arrivals import Arrival
from ringback.channels.voice.incoming import arriving
from ringback.channels.voice.incoming.arriving import Admitted, TurnedAway
from ringback.channels.voice.incoming.rules import same_number
from ringback.channels.voice.incoming.unserved import RING_BACK, not_had
from ringback.channels.voice.models import AnsweredNumber, Call, HuntGroup, Stage, Trunk, Way
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise, State
from tests.integration.voice.house import House, attempt_of, promise_of

WHO, LINE = "+493087654321", "+493012345"


def arrival(**changes: object) -> Arrival:
    made = Arrival(ids.public_id(), "theirs@carrier", "192.0.2.1", (LINE,), WHO, "", "v=0\r\n")
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def come(shop: House, **changes: object) -> Admitted | TurnedAway:
    with transaction.atomic():
        return arriving.admit(arrival(**changes), [shop.trunk.pk], "epoch", clock.now())


def in_vain(call: Call, outcome: str, at: datetime) -> None:
    with transaction.atomic():
        not_had(call.pk, call.attempt_id, outcome, {"call_id": call.call_id}, at)


def let_in(shop: House, **changes: object) -> Admitted:
    admitted = come(shop, **changes)
    assert isinstance(admitted, Admitted)
    return admitted


@pytest.mark.parametrize("word", ["+493012345", "00493012345", "493012345", "03012345", "+49 30 12345"])
def test_carriers_write_a_number_in_many_ways(word: str) -> None:
    assert same_number(word, LINE)
    assert not same_number(word, "+493012346")
    assert not same_number("12345", "+12")


def test_a_number_of_its_own_comes_before_the_trunks_group(shop: House) -> None:
    service = HuntGroup.objects.create(organisation=shop.organisation, name="Service")
    AnsweredNumber.objects.create(trunk=shop.trunk, number="+493099999", group=service)
    assert let_in(shop).call.group_id == shop.group.pk
    assert let_in(shop, dialled=("user", "03099999"), caller="").call.group_id == service.pk
    Trunk.objects.filter(id=shop.trunk.pk).update(answered_by=service)
    assert let_in(shop, caller="").call.group_id == service.pk


def test_nobody_is_let_in_where_no_line_is(shop: House) -> None:
    Trunk.objects.filter(id=shop.trunk.pk).update(answers=False)
    assert come(shop) == TurnedAway(404, "Not Found")
    assert not Call.objects.exists()


def test_a_withheld_number_is_a_call_of_nobody(shop: House) -> None:
    call = let_in(shop, caller="").call
    assert (call.number, call.live_number, call.person_id, call.way) == ("", None, None, Way.IN)


def test_a_planned_call_to_them_is_given_up_and_its_promise_is_being_kept(shop: House) -> None:
    ours = shop.promised(WHO)
    person = people.known_by_phone(shop.organisation.pk, numbers.parse(WHO, "DE"))
    Promise.objects.filter(id=ours.promise_id or 0).update(person_id=person.pk)
    admitted = let_in(shop)
    assert Call.objects.get(id=ours.pk).outcome == "cancelled"
    assert (admitted.call.promise_id, admitted.owed) == (ours.promise_id, True)
    assert promise_of(ours).state == State.KEEPING
    assert promises.under_way([attempt_of(ours).pk, admitted.call.attempt_id or 0]) == {admitted.call.attempt_id}


def test_a_call_of_ours_that_rings_is_hung_up_by_its_process(shop: House) -> None:
    ours = shop.promised(WHO)
    Call.objects.filter(id=ours.pk).update(stage=Stage.HUNTING, epoch="another")
    person = people.known_by_phone(shop.organisation.pk, numbers.parse(WHO, "DE"))
    Promise.objects.filter(id=ours.promise_id or 0).update(person_id=person.pk)
    admitted = let_in(shop)
    assert ours.commands.get().kind == "hang_up"
    assert admitted.call.live_number is None
    assert promises.under_way([attempt_of(ours).pk]) == set()


def test_somebody_who_talks_with_us_is_another_caller_behind_that_number(shop: House) -> None:
    ours = shop.promised(WHO)
    Call.objects.filter(id=ours.pk).update(stage=Stage.TALKING, epoch="another", connected_at=clock.now())
    person = people.known_by_phone(shop.organisation.pk, numbers.parse(WHO, "DE"))
    Promise.objects.filter(id=ours.promise_id or 0).update(person_id=person.pk)
    assert let_in(shop).call.promise_id is None
    assert not ours.commands.exists()


def test_a_barred_number_may_ring_us(shop: House) -> None:
    with transaction.atomic():
        people.opt_out(shop.organisation.pk, "voice", WHO, "", "they said so")
    assert let_in(shop).call.number == WHO


def test_too_many_at_once_and_of_one_number_hear_busy(shop: House, settings: object) -> None:
    settings.INCOMING_OF_A_NUMBER = 2  # type: ignore[attr-defined]
    let_in(shop)
    let_in(shop)
    assert come(shop) == TurnedAway(486, "Busy Here")
    settings.INCOMING_AT_ONCE = 3  # type: ignore[attr-defined]
    let_in(shop, caller="")
    assert come(shop, caller="+493011111") == TurnedAway(486, "Busy Here")


def test_whom_nobody_took_is_promised_a_call_once(shop: House) -> None:
    call, at = let_in(shop).call, clock.now() + timedelta(seconds=30)
    for _ in range(2):
        in_vain(call, "caller_left", at)
    promise = Promise.objects.get()
    assert (promise.kind, promise.person_id, promise.due_at) == (RING_BACK, call.person_id, at + timedelta(hours=2))
    assert Call.objects.get(id=call.pk).promise_id == promise.pk
    Call.objects.update(stage=Stage.ENDED, ended_at=at, live_number=None)
    again = let_in(shop).call
    assert again.promise_id == promise.pk
    in_vain(again, "message_left", at)
    assert Promise.objects.get().state == State.PENDING


def test_who_hangs_up_at_once_is_promised_nothing(shop: House) -> None:
    call = let_in(shop).call
    in_vain(call, "caller_left", call.planned_at + timedelta(seconds=2))
    assert not Promise.objects.exists()
