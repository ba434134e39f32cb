"""The virtual queue: who waits, in which order they are served, what is told; with two processes, and after a kill."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from ringback.base.kit import clock
from ringback.channels.voice import services
from ringback.channels.voice.engine.facts import CallOutcome, LegEnded
from ringback.channels.voice.engine.facts import LegCause as Cause
from ringback.channels.voice.engine.plan import CallPlan
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Stage, Trunk
from ringback.channels.voice.queueing.closing import Closing
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise
from tests.integration.voice.conftest import Desk
from tests.integration.voice.house import House, attempt_of, ended, house, promise_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at
from tests.integration.voice.role import answering
from tests.waiting import until

FIRST = 493012345600


def _ask(shop: House, number: int, **changes: Any) -> Call:
    """A call that may wait for an hour."""
    waits = {"queue_until_at": clock.now() + timedelta(hours=1)}
    return shop.promised(f"+{FIRST + number}", **{**waits, **changes})


def _queued(*calls: Call) -> list[bool]:
    rows = Call.objects.in_bulk([call.pk for call in calls])
    return [rows[call.pk].shown_stage == Stage.QUEUED for call in calls]


def _places(*calls: Call) -> list[int]:
    places = services.queue_place([call.call_id for call in calls])
    return [places[call.call_id].position if call.call_id in places else 0 for call in calls]


def _over(desk: Desk, plan: CallPlan) -> None:
    """The agent hangs up before the visitor was dialled, and rests no longer."""
    desk.tell(LegEnded(plan.call_id, clock.now(), 1, Cause.completed), ended(plan.call_id, CallOutcome.agent_left))


def _looked(desk: Desk, *calls: Call) -> None:
    """Let the process look until these wait."""
    desk.claim_calls()
    until(lambda: all(_queued(*calls)))


def test_the_freed_agent_gets_the_longest_waiting_before_a_call_just_made(desk: Desk) -> None:
    shop = house(agents=1)
    talking = desk.placed()[0] if _ask(shop, 0) else None
    assert talking is not None
    first, second = _ask(shop, 1), _ask(shop, 2)
    _looked(desk, first, second)
    assert _places(first, second) == [1, 2]
    assert desk.row(talking).queued_at is None
    _over(desk, talking)
    new = _ask(shop, 3)
    served = desk.placed(2)[1]
    assert served.call_id == first.call_id
    _looked(desk, new)
    assert _places(first, second, new) == [0, 1, 2]
    _over(desk, served)
    assert desk.placed(3)[2].call_id == second.call_id


def test_an_agent_who_rests_is_waited_for_and_one_who_is_away_is_not(desk: Desk) -> None:
    resting, away = house(agents=1), house(agents=1, name="Boats")
    soon = clock.now() + timedelta(minutes=1)
    Agent.objects.filter(pk=resting.agents[0].pk).update(presence="wrap_up", presence_until_at=soon)
    Agent.objects.filter(pk=away.agents[0].pk).update(presence="away")
    waits, fails = _ask(resting, 1), _ask(away, 2)
    plan = desk.placed()[0]
    assert plan.call_id == fails.call_id
    assert desk.claim(plan, 1, plan.agents[0].agent_id, plan.agents[0].destination) == "the agent is not free"
    assert _queued(waits, fails) == [True, False]
    Agent.objects.filter(pk=resting.agents[0].pk).update(presence_until_at=clock.now())
    assert desk.placed(2)[1].call_id == waits.call_id


def test_a_call_that_may_not_wait_fails_as_before(desk: Desk) -> None:
    shop = house(agents=1)
    _ask(shop, 0)
    desk.placed()
    call = services.place(shop.order(f"+{FIRST + 1}"))
    assert desk.placed(2)[1].call_id == call.call_id


def test_an_agent_of_two_groups_serves_whoever_waits_longest_in_either(desk: Desk) -> None:
    shop = house(agents=1)
    other = HuntGroup.objects.create(organisation=shop.organisation, name="Support", trunk=shop.trunk)
    services.order_places(shop.actor, other.pk, [(shop.agents[0].pk, 15)])
    _ask(shop, 0)
    busy = desk.placed()[0]
    there, here = _ask(shop, 1, group_id=other.pk), _ask(shop, 2)
    _looked(desk, there, here)
    assert _places(there, here) == [1, 2]
    _over(desk, busy)
    assert desk.placed(2)[1].call_id == there.call_id


def test_a_call_under_way_does_not_take_an_agent_somebody_older_waits_for(desk: Desk) -> None:
    shop = house(agents=2)
    only_first = HuntGroup.objects.create(organisation=shop.organisation, name="One", trunk=shop.trunk)
    services.order_places(shop.actor, only_first.pk, [(shop.agents[0].pk, 15)])
    _ask(shop, 0, group_id=only_first.pk)
    busy = desk.placed()[0]
    waits = _ask(shop, 1, group_id=only_first.pk)
    _looked(desk, waits)
    younger = _ask(shop, 2)
    plan = desk.placed(2)[1]
    assert plan.call_id == younger.call_id
    _over(desk, busy)
    target = next(agent for agent in plan.agents if agent.agent_id == shop.agents[0].pk)
    assert desk.claim(plan, 2, target.agent_id, target.destination) == "the agent is not free"
    assert desk.placed(3)[2].call_id == waits.call_id


def test_who_gives_up_leaves_the_line_and_those_behind_move_up(desk: Desk) -> None:
    shop = house(agents=1)
    _ask(shop, 0)
    desk.placed()
    first, second = _ask(shop, 1), _ask(shop, 2)
    _looked(desk, first, second)
    services.hang_up(shop.actor, first.call_id)
    assert attempt_of(first).outcome == "cancelled"
    assert _places(first, second) == [0, 1]


def test_a_wait_that_is_over_falls_to_the_policy(desk: Desk) -> None:
    shop = house(agents=1)
    _ask(shop, 0)
    desk.placed()
    call = _ask(shop, 1)
    _looked(desk, call)
    Call.objects.filter(pk=call.pk).update(expires_at=clock.now())
    desk.claim_calls()
    row = finished(call)
    assert (row.outcome, row.detail) == ("nobody_answered", "nobody became free in time")
    assert attempt_of(call).outcome == "nobody"
    promise = promise_of(call)
    assert promise.state == "pending"
    assert promise.due_at > clock.now() + timedelta(seconds=30)


def test_nobody_waits_beyond_the_hours(desk: Desk) -> None:
    shop = house(agents=1)
    _ask(shop, 0)
    desk.placed()
    calls = [_ask(shop, number) for number in (1, 2)]
    _looked(desk, *calls)
    now = clock.now()
    closes = (now + timedelta(minutes=20)).replace(second=0, microsecond=0)
    noon = 12 - closes.hour  # the hours are of a place where it is about noon
    week = same_every_day(0, 12 * 60 + closes.minute)
    values = hours.CalendarValues("group", shop.group.pk, week, zone=f"Etc/GMT{-noon:+d}")
    calendar = hours.save_calendar(shop.actor, None, values)
    bound = promises.Policy({"nobody": (60,)}, within_hours=True).to_json()
    Promise.objects.filter(pk=promise_of(calls[0]).pk).update(policy=bound, calendar_id=calendar.pk)
    before = Call.objects.get(pk=calls[1].pk).expires_at
    Closing().look()
    assert Call.objects.get(pk=calls[0].pk).expires_at == closes
    assert Call.objects.get(pk=calls[1].pk).expires_at == before


def test_an_estimate_is_given_once_there_were_enough_conversations(desk: Desk) -> None:
    shop = house(agents=2)
    for number in (0, 1):
        _ask(shop, number)
    desk.placed(2)
    first, second = _ask(shop, 2), _ask(shop, 3)
    _looked(desk, first, second)
    assert services.queue_place([first.call_id])[first.call_id] == services.Place(1, None)
    now = clock.now()
    Agent.objects.update(wrap_up_seconds=20)
    for number in range(10, 15):
        made = services.place(shop.order(f"+{FIRST + number}"))
        talked = {"stage": "ended", "ended_at": now, "connected_at": now, "talk_seconds": 100, "live_number": None}
        Call.objects.filter(pk=made.pk).update(**talked, agent=shop.agents[0])
    places = services.queue_place([first.call_id, second.call_id])
    assert places == {first.call_id: services.Place(1, 60), second.call_id: services.Place(2, 120)}


def test_a_call_that_finds_its_trunk_full_waits_for_a_channel(desk: Desk) -> None:
    shop = house(agents=2)
    Trunk.objects.filter(pk=shop.trunk.pk).update(channels=1)
    _ask(shop, 0)
    talking = desk.placed()[0]
    assert desk.claim(talking, 2, None, talking.visitor) is None
    call = _ask(shop, 1)
    full = desk.placed(2)[1]
    assert desk.claim(full, 2, None, full.visitor) == "no free channel on the trunk"
    denied = LegEnded(full.call_id, clock.now(), 2, Cause.denied, None, "no free channel on the trunk")
    agent_left = LegEnded(full.call_id, clock.now(), 1, Cause.completed)
    desk.tell(denied, agent_left, ended(full.call_id, CallOutcome.visitor_denied))
    assert _queued(call) == [True]
    assert (attempt_of(call).outcome, promise_of(call).state) == ("", "keeping")
    desk.claim_calls()
    other = _ask(shop, 2, group_id=house(agents=1, name="Boats").group.pk)
    assert desk.placed(3)[2].call_id == other.call_id
    assert _queued(call) == [True]
    over = [LegEnded(talking.call_id, clock.now(), leg, Cause.completed) for leg in (1, 2)]
    desk.tell(*over, ended(talking.call_id, CallOutcome.connected))
    again = desk.placed(4)[3]
    assert (again.call_id, again.legs_before) == (call.call_id, 1)
    assert desk.claim(again, 3, None, again.visitor) is None


@pytest.mark.parametrize("killed", [False, True])
def test_two_processes_serve_one_line_in_its_order(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path, killed: bool
) -> None:
    """With real phones: one agent, many who wait, two processes; one of them may be killed meanwhile."""
    Agent.objects.update(wrap_up_seconds=0)
    services.order_places(shop.actor, shop.group.pk, [(shop.agents[0].pk, 15)])
    agent = phones(answering(tmp_path, calls=100))
    carrier = phones(answering(tmp_path, talk_milliseconds=1200 if killed else 250, calls=100))
    ring_at(shop, agent, carrier=carrier)
    processes = [voices() for _ in range(2)]
    with transaction.atomic():  # at once: the first must not be over before the last has come, however busy the machine
        calls = [_ask(shop, number) for number in range(7)]
    if killed:
        until(lambda: sum(_queued(*calls)) == 6)
        processes[0].kill()
    rows = [finished(call, 60) for call in calls]
    if not killed:
        assert [row.outcome for row in rows] == ["connected"] * len(calls)
    served = [row.claimed_at for row in rows]
    assert served == sorted(served, key=lambda at: at or clock.now())
    dialled = Leg.objects.filter(role="visitor", call__in=calls).values_list("call_id", flat=True)
    assert max(Counter(dialled).values()) == 1
    assert not Leg.objects.filter(ended_at=None).exists()
