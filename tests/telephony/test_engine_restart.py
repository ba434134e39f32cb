"""After a restart of the engine: what only rang is taken back, who talks is left talking, and nobody is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ringback.channels.voice.engine import facts, survivors
from ringback.channels.voice.engine.plan import KeptCall, KeptLeg
from tests.servers.rtpengine import Rtpengine
from tests.telephony.house import House
from tests.telephony.sipp import (
    NUMBER,
    SDP,
    SippPhone,
    bye,
    confirm,
    invited,
    receive,
    respond,
    rings_until_cancelled,
    until_bye,
)
from tests.telephony.sound import Handset
from tests.telephony.test_engine_sound import speak
from tests.waiting import until

Phone = Callable[..., SippPhone]


def crash(house: House) -> int:
    """The engine is gone without a word; its port, for the next."""
    engine = house.engine
    assert engine is not None
    port = engine.sip_port
    engine.loop.stop()
    engine._thread.join(5)
    house.engine = None
    return port


def kept(house: House, call_id: str) -> KeptCall:
    """What the house has written down of the call."""
    over = {fact.leg for fact in house.said(facts.LegEnded)}
    dialogs = {fact.leg: fact.dialog for fact in house.said(facts.DialogKept) if fact.leg not in over}
    bridged = house.said(facts.Bridged)
    legs = tuple(KeptLeg(leg, dialog) for leg, dialog in dialogs.items())
    return KeptCall(call_id, legs, bridged[0].at if bridged else None)


def test_a_phone_that_rang_is_cancelled(house: House, phone: Phone) -> None:
    agent = phone(rings_until_cancelled())
    house.start()
    plan = house.call([agent.uri], agent.uri)
    house.wait_for(facts.LegRinging)
    engine = house.start(sip_port=crash(house), known_peers=("127.0.0.1",))
    engine.resume(kept(house, plan.call_id))
    assert house.outcome() == "interrupted"
    assert house.causes() == [(1, "interrupted")]
    until(agent.finished)


def test_an_agent_waiting_and_a_visitor_ringing_are_both_let_go(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(rings_until_cancelled())
    house.start()
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.LegRinging, count=2)
    engine = house.start(sip_port=crash(house), known_peers=("127.0.0.1",))
    engine.resume(kept(house, plan.call_id))
    assert house.outcome() == "interrupted"
    until(lambda: agent.finished() and visitor.finished())


def test_an_answer_that_comes_after_the_restart_is_acknowledged_and_hung_up(house: House, phone: Phone) -> None:
    late = phone(
        receive("INVITE", more=NUMBER)
        + respond(180, "Ringing")
        + receive("CANCEL")
        + confirm()
        + _answer_the_invite()
        + receive("ACK")
        + receive("BYE")
        + confirm()
        + '  <Reference variables="number"/>\n'
    )
    house.start()
    plan = house.call([late.uri], late.uri)
    house.wait_for(facts.LegRinging)
    engine = house.start(sip_port=crash(house))
    engine.resume(kept(house, plan.call_id))
    until(late.finished)


def _answer_the_invite() -> str:
    """A 200 to the INVITE, although the CANCEL was received last: same branch, so only the CSeq differs."""
    return respond(200, "OK", SDP, retrans=True).replace("[last_CSeq:]", "CSeq: [$number] INVITE")


def test_two_who_talk_without_a_media_server_are_hung_up(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + until_bye())
    house.start()
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    engine = house.start(sip_port=crash(house))
    engine.resume(kept(house, plan.call_id))
    assert house.outcome() == "interrupted"
    assert house.said(facts.CallEnded)[0].talk_seconds >= 0
    until(lambda: agent.finished() and visitor.finished())


def test_two_who_talk_are_left_talking_until_they_are_silent(
    house: House, phone: Phone, rtpengine: Rtpengine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survivors, "COUNT_EVERY_SECONDS", 0.2)
    one, other = Handset(500), Handset(700)
    agent = phone(invited() + until_bye(), media_port=one.port)
    visitor = phone(invited() + until_bye(), media_port=other.port)
    house.start(rtpengine.config)
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    speak(one, agent)
    speak(other, visitor)
    until(lambda: len(one.heard()) > 0)
    engine = house.start(rtpengine.config, sip_port=crash(house))
    engine.resume(replace(kept(house, plan.call_id), max_silent_seconds=1.5))
    heard = len(one.heard())
    until(lambda: len(one.heard()) > heard + 16_000)
    assert house.said(facts.CallEnded) == []
    assert engine.active() == 1
    one.close()
    other.close()
    assert house.outcome() == "interrupted"
    assert house.said(facts.CallEnded)[0].talk_seconds > 2
    assert house.said(facts.FellSilent)[0].seconds >= 1.5
    assert house.causes() == [(1, "silent"), (2, "silent")]
    until(lambda: agent.finished() and visitor.finished())


def test_a_media_server_that_does_not_answer_for_a_while_ends_no_conversation(
    house: House, phone: Phone, rtpengine: Rtpengine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts that fail say nothing; one that stays away leaves them without sound, and they are hung up."""
    monkeypatch.setattr(survivors, "COUNT_EVERY_SECONDS", 0.2)
    monkeypatch.setattr(survivors, "MOST_SECONDS_WITHOUT_MEDIA", 6.0)
    one = Handset(500)
    agent, visitor = phone(invited() + until_bye(), media_port=one.port), phone(invited() + until_bye())
    house.start(rtpengine.config)
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    speak(one, agent)
    engine = house.start(rtpengine.config, sip_port=crash(house))
    assert engine.media is not None
    engine.resume(replace(kept(house, plan.call_id), max_silent_seconds=3.0))
    until(lambda: engine.active() == 1)
    rtpengine.freeze()
    until(lambda: engine.media is not None and engine.media.up is False)
    rtpengine.thaw()
    until(lambda: engine.media is not None and engine.media.up)
    counted: list[object] = []
    engine.media.query(plan.call_id, lambda activity, error: counted.append(activity))
    until(lambda: counted)
    assert house.said(facts.CallEnded) == []
    rtpengine.freeze()
    assert house.outcome(30) == "interrupted"
    assert house.said(facts.FellSilent) == []
    one.close()


def test_a_party_that_hangs_up_takes_the_other_along(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye(1200))
    one = Handset(500)
    house.start(rtpengine.config)
    plan = house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    speak(one, agent)
    engine = house.start(rtpengine.config, sip_port=crash(house))
    engine.resume(kept(house, plan.call_id))
    assert house.outcome() == "interrupted"
    assert house.causes() == [(1, "interrupted"), (2, "completed")]
    until(lambda: agent.finished() and visitor.finished())
    one.close()


def test_a_kept_dialog_that_cannot_be_read_still_ends_its_call(house: House) -> None:
    engine = house.start()
    engine.resume(KeptCall("0" * 32, (KeptLeg(1, {"kind": "up"}), KeptLeg(2, {})), datetime.now(UTC)))
    assert house.outcome() == "interrupted"
    assert engine.active() == 0
