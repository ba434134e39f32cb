"""Calls that come in, between sipp phones: put through, refused, given up, and a message left."""

import re
from collections.abc import Callable, Iterator

import pytest

from ringback.base.kit.clock import SystemClock
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.arrivals import Arrival
from ringback.channels.voice.engine.media import MediaConfig
from ringback.channels.voice.engine.plan import AgentTarget, Caller, CallPlan, Destination, EngineConfig, MessagePlan
from ringback.channels.voice.engine.runner import Engine
from tests.servers.rtpengine import Rtpengine
from tests.telephony.callers import calls, gives_up, hangs_up, is_answered, is_hung_up, is_refused
from tests.telephony.house import CALLER, House
from tests.telephony.sipp import SDP, SippPhone, invited, joined_then_bye, refuse, rings_until_cancelled, until_bye
from tests.telephony.sound import Handset, tone, tones_in, write_wav
from tests.waiting import until

Phone = Callable[..., SippPhone]
AGENT, VISITOR, GREETING = 500.0, 700.0, 900.0
EVERY = (AGENT, VISITOR, GREETING)
PCMU_ONLY = SDP.replace("RTP/AVP 0 8 101", "RTP/AVP 0 101").replace("a=rtpmap:8 PCMA/8000\n", "")
PCMA_LAST = SDP.replace("RTP/AVP 0 8 101", "RTP/AVP 96 8 101").replace("0 PCMU/8000", "96 opus/48000/2")
WHO, LINE = "+493098765", "+493012345"


class OpenHouse(House):
    """A house that takes calls: every arrival becomes a call of its agents, or is turned away."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: list[Arrival] = []
        self.gone: list[str] = []
        self.agents: list[str] = []
        self.message: MessagePlan | None = None
        self.refusal: tuple[int, str] | None = None

    def open(self, peers: tuple[str, ...] = ("127.0.0.1",), media: MediaConfig | None = None) -> Engine:
        config = EngineConfig("127.0.0.1", media=media, known_peers=peers)
        self.engine = engine = Engine(config, self, SystemClock(), doorkeeper=self)
        engine.start()
        if media is not None:
            until(lambda: engine.media is not None and engine.media.up)
        return engine

    def left(self, call_id: str) -> None:
        self.gone.append(call_id)

    def not_joined(self, arrival: Arrival) -> None:
        self.arrived(arrival)

    def arrived(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        assert self.engine is not None
        if self.refusal is not None:
            self.engine.refuse(arrival.call_id, *self.refusal)
            return
        waves = tuple(
            (AgentTarget(number, Destination(uri, None, CALLER), 2.0),)
            for number, uri in enumerate(self.agents, start=1)
        )
        visitor = Destination(f"sip:{arrival.caller}@{arrival.source}", None, CALLER)
        caller = Caller(arrival.sip_call_id, arrival.sdp)
        self.engine.place(CallPlan(arrival.call_id, waves, visitor, caller=caller, message=self.message))


@pytest.fixture
def open_house() -> Iterator[OpenHouse]:
    house = OpenHouse()
    yield house
    house.stop()


def ring_in(house: OpenHouse, phone: Phone, steps: str) -> SippPhone:
    assert house.engine is not None
    return phone(steps, options=(f"127.0.0.1:{house.engine.sip_port}",))


def test_a_caller_is_put_through_and_hangs_up(open_house: OpenHouse, phone: Phone) -> None:
    agent = phone(invited() + until_bye())
    open_house.agents = [agent.uri]
    open_house.open()
    caller = ring_in(open_house, phone, calls(WHO, LINE) + is_answered(WHO, LINE) + hangs_up(WHO, LINE))
    assert open_house.outcome() == "connected"
    until(lambda: agent.finished() and caller.finished())
    [arrival] = open_house.arrivals
    assert (arrival.caller, arrival.dialled[0], arrival.source) == (WHO, LINE, "127.0.0.1")
    assert open_house.causes() == [(1, "completed"), (2, "completed")]
    [answer] = [one for one in caller.messages() if one.lstrip().startswith("SIP/2.0 200") and "INVITE" in one]
    assert f"m=audio {agent.media_port} " in answer
    assert f"m=audio {caller.media_port} " in agent.messages()[2]


def test_the_agent_hangs_up_on_a_caller(open_house: OpenHouse, phone: Phone) -> None:
    busy, agent = phone(refuse(486, "Busy Here")), phone(invited() + joined_then_bye())
    open_house.agents = [busy.uri, agent.uri]
    open_house.open()
    caller = ring_in(open_house, phone, calls(WHO, LINE) + is_answered(WHO, LINE) + is_hung_up())
    assert open_house.outcome() == "connected"
    until(lambda: agent.finished() and caller.finished())


def test_a_caller_who_gives_up_silences_the_agent(open_house: OpenHouse, phone: Phone) -> None:
    agent = phone(rings_until_cancelled())
    open_house.agents = [agent.uri]
    open_house.open()
    caller = ring_in(open_house, phone, calls(WHO, LINE) + gives_up(WHO, LINE, 600))
    assert open_house.outcome() == "caller_left"
    until(lambda: agent.finished() and caller.finished())


def test_nobody_takes_the_call_and_no_message_can_be_left(open_house: OpenHouse, phone: Phone) -> None:
    open_house.agents = [phone(refuse(486, "Busy Here")).uri]
    open_house.open()
    steps = is_refused(WHO, LINE, 480).replace(
        'response="480"', 'response="180" optional="true"></recv>\n  <recv response="480"'
    )
    caller = ring_in(open_house, phone, steps)
    assert open_house.outcome() == "nobody_answered"
    until(caller.finished)


def test_an_arrival_is_turned_away(open_house: OpenHouse, phone: Phone) -> None:
    open_house.refusal = (404, "Not Found")
    open_house.open()
    until(ring_in(open_house, phone, is_refused(WHO, LINE, 404)).finished)
    assert open_house.facts == []
    open_house.stop()


def test_a_house_that_only_calls_out_turns_everybody_away(house: House, phone: Phone) -> None:
    engine = house.start(known_peers=("127.0.0.1",))
    caller = phone(is_refused(WHO, LINE, 403), options=(f"127.0.0.1:{engine.sip_port}",))
    until(caller.finished)


def test_a_stranger_is_not_let_in(open_house: OpenHouse, phone: Phone) -> None:
    engine = open_house.open(peers=())
    until(ring_in(open_house, phone, is_refused(WHO, LINE, 403)).finished)
    assert open_house.arrivals == []
    assert engine.transactions.turned_away > 0


@pytest.fixture
def handsets() -> Iterator[list[Handset]]:
    pair = [Handset(AGENT), Handset(VISITOR)]
    yield pair
    for one in pair:
        one.close()


def speak(handset: Handset, phone: SippPhone, number: int) -> None:
    """Let the handset speak to where the description that the phone got in its `number`th message with one points."""

    def described() -> list[str]:
        return [found for one in phone.messages() for found in re.findall(r"^m=audio (\d+) ", one, re.MULTILINE)]

    until(lambda: len(described()) > number)
    handset.speak_to("127.0.0.1", int(described()[number]))


def test_a_caller_and_an_agent_of_another_codec_hear_each_other_and_are_recorded(
    open_house: OpenHouse, phone: Phone, rtpengine: Rtpengine, handsets: list[Handset]
) -> None:
    agent_set, caller_set = handsets
    agent = phone(invited(sdp=PCMU_ONLY) + until_bye(), media_port=agent_set.port)
    open_house.agents = [agent.uri]
    engine = open_house.open(media=rtpengine.config)
    steps = calls(WHO, LINE, PCMA_LAST) + is_answered(WHO, LINE) + hangs_up(WHO, LINE, 3000)
    caller = phone(steps, options=(f"127.0.0.1:{engine.sip_port}",), media_port=caller_set.port)
    speak(agent_set, agent, 0)
    open_house.wait_for(facts.Bridged)
    speak(caller_set, caller, 0)
    until(lambda: VISITOR in tones_in(agent_set.heard(), EVERY))
    assert [one for one in caller.messages() if "RTP/AVP 8 101" in one], "answered with what was not offered"
    assert open_house.outcome() == "connected"
    until(lambda: agent.finished() and caller.finished())


def test_whom_nobody_takes_hears_a_greeting_and_leaves_a_message(
    open_house: OpenHouse, phone: Phone, rtpengine: Rtpengine, handsets: list[Handset]
) -> None:
    greeting = write_wav(rtpengine.folder / "greeting.wav", tone(GREETING, 0.6))
    beep = write_wav(rtpengine.folder / "beep.wav", tone(AGENT, 0.2))
    open_house.message = MessagePlan(str(greeting), str(beep), most_seconds=2.5)
    open_house.agents = [phone(refuse(486, "Busy Here")).uri]
    engine = open_house.open(media=rtpengine.config)
    steps = calls(WHO, LINE) + is_answered(WHO, LINE) + is_hung_up()
    caller = phone(steps, options=(f"127.0.0.1:{engine.sip_port}",), media_port=handsets[1].port)
    speak(handsets[1], caller, 0)
    until(lambda: GREETING in tones_in(handsets[1].heard(), EVERY))
    open_house.wait_for(facts.MessageBegan)
    assert open_house.outcome() == "message_left"
    assert open_house.said(facts.RecordingStarted)[0].path.endswith(".pcap")
    until(caller.finished)
