"""Whole calls between sipp phones, joined directly: the hunt, the visitor's answers, and every way to hang up."""

from collections.abc import Callable

import pytest

from ringback.channels.voice.engine import facts
from tests.servers.ports import free_udp_port
from tests.telephony.house import House
from tests.telephony.sipp import (
    HELD,
    SDP,
    SippPhone,
    bye,
    invited,
    joined_then_bye,
    pause,
    receive_response,
    refuse,
    request,
    rings_until_cancelled,
    until_bye,
)
from tests.waiting import until

Phone = Callable[..., SippPhone]


def test_two_phones_ring_talk_and_the_visitor_hangs_up(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye(400))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    assert 0.2 < house.said(facts.CallEnded)[0].talk_seconds < 2
    until(lambda: agent.finished() and visitor.finished())
    assert agent.methods() == ["INVITE", "ACK", "INVITE", "ACK", "BYE"]
    assert visitor.methods() == ["INVITE", "ACK", "200"]


def test_two_phones_without_a_media_server_are_told_of_each_other(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    house.start()
    house.call([agent.uri], visitor.uri)
    house.outcome()
    assert f"m=audio {agent.media_port} " in visitor.messages()[0]
    assert f"m=audio {visitor.media_port} " in agent.messages()[2]


def test_the_agent_hangs_up_in_talk(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + joined_then_bye()), phone(invited() + until_bye())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_the_hunt_goes_over_silent_busy_and_unreachable_agents(house: House, phone: Phone) -> None:
    silent, busy = phone(rings_until_cancelled()), phone(refuse(486, "Busy Here"))
    answers, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    nowhere = f"sip:phone@127.0.0.1:{free_udp_port()}"
    house.start()
    house.call([silent.uri, busy.uri, nowhere, answers.uri], visitor.uri, ring_seconds=0.6)
    assert house.outcome() == "connected"
    assert house.causes()[:3] == [(1, "no_answer"), (2, "busy"), (3, "no_answer")]
    assert [leg.agent_id for leg in house.said(facts.LegDialled)] == [1, 2, 3, 4, None]
    until(lambda: silent.finished() and busy.finished() and answers.finished() and visitor.finished())


def test_nobody_answers(house: House, phone: Phone) -> None:
    agent, visitor = phone(refuse(480, "Temporarily Unavailable")), phone(invited())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "nobody_answered"
    assert house.causes() == [(1, "unreachable")]
    assert visitor.methods() == []


def test_the_agent_hangs_up_while_the_visitor_rings(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + bye(500)), phone(rings_until_cancelled())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "agent_left"
    until(lambda: agent.finished() and visitor.finished())
    assert visitor.methods() == ["INVITE", "CANCEL", "ACK"]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (486, "visitor_busy"),
        (603, "visitor_declined"),
        (404, "visitor_wrong_number"),
        (480, "visitor_unreachable"),
        (503, "visitor_unreachable"),
    ],
)
def test_the_visitor_cannot_be_had(house: House, phone: Phone, code: int, outcome: str) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(refuse(code, "No"))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == outcome
    assert house.said(facts.LegEnded)[0].sip_code == code
    until(lambda: agent.finished() and visitor.finished())


def test_the_visitor_does_not_pick_up(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(rings_until_cancelled())
    house.start()
    house.call([agent.uri], visitor.uri, visitor_ring_seconds=0.5)
    assert house.outcome() == "visitor_no_answer"
    until(lambda: agent.finished() and visitor.finished())


def test_a_denied_visitor_is_not_dialled(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited())
    house.start()
    house.denied[visitor.uri] = "the number is on the do-not-call list"
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "visitor_denied"
    until(agent.finished)
    assert visitor.methods() == []


def test_the_house_hangs_up_while_the_agent_rings(house: House, phone: Phone) -> None:
    agent, visitor = phone(rings_until_cancelled()), phone(invited())
    engine = house.start()
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.LegRinging)
    engine.hang_up(plan.call_id, "the visitor cancelled")
    assert house.outcome() == "cancelled"
    until(agent.finished)
    assert engine.active() == 0


def test_the_talk_limit_ends_both(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + until_bye())
    house.start()
    house.call([agent.uri], visitor.uri, max_talk_seconds=0.4)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_hold_without_a_media_server_reaches_the_other_phone(house: House, phone: Phone) -> None:
    hold = request("INVITE", 1, HELD) + receive_response(100) + receive_response(200) + request("ACK", 1)
    agent = phone(invited() + until_bye())
    visitor = phone(invited() + pause(200) + hold + pause(200) + request("BYE", 2) + receive_response(200))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    assert agent.methods() == ["INVITE", "ACK", "INVITE", "ACK", "INVITE", "ACK", "BYE"]
    assert "a=sendonly" in agent.messages()[4]
    assert [fact.held for fact in house.said(facts.HeldChanged)] == [True]


def test_a_phone_that_asks_for_an_offer_in_talk_is_shown_the_same_again(house: House, phone: Phone) -> None:
    refresh = request("INVITE", 1) + receive_response(100) + receive_response(200) + request("ACK", 1, SDP)
    agent = phone(invited() + until_bye())
    visitor = phone(invited() + pause(200) + refresh + pause(200) + request("BYE", 2) + receive_response(200))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    assert house.said(facts.HeldChanged) == []
    assert f"m=audio {agent.media_port} " in visitor.messages()[3]


def test_a_stop_lets_the_conversation_end_by_itself(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye(800))
    engine = house.start()
    house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    engine.stop()
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_a_call_placed_while_stopping_is_not_dialled(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye(600))
    late = phone(invited())
    engine = house.start()
    house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    engine.loop.call_soon(engine._drain)
    house.call([late.uri], visitor.uri)
    engine.stop()
    assert sorted(str(fact.outcome) for fact in house.said(facts.CallEnded)) == ["cancelled", "connected"]
    assert late.methods() == []
