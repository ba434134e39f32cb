"""A call between two whole phones, heard at their ends."""

from pathlib import Path

from ringback.channels.voice.engine import facts
from tests.servers.rtpengine import Rtpengine
from tests.telephony.baresip import BaresipPhone
from tests.telephony.house import House
from tests.telephony.sound import RATE, tone, tones_in, write_wav
from tests.waiting import until

AGENT, VISITOR, WHISPER = 500, 700, 900
EVERY = (AGENT, VISITOR, WHISPER)


def test_two_whole_phones_hear_each_other_and_only_the_agent_hears_the_whisper(
    house: House, rtpengine: Rtpengine, tmp_path: Path
) -> None:
    whisper = write_wav(rtpengine.folder / "whisper.wav", tone(WHISPER, 0.8))
    with BaresipPhone(tmp_path, AGENT) as agent, BaresipPhone(tmp_path, VISITOR) as visitor:
        house.start(rtpengine.config)
        house.call([agent.uri], visitor.uri, whisper=whisper)
        house.wait_for(facts.Bridged)
        until(lambda: len(agent.heard()) > 3 * RATE)
        agent.hang_up()
        assert house.outcome() == "connected"
        visitor.hang_up()
    assert tones_in(agent.heard(), EVERY) == {WHISPER, VISITOR}
    assert tones_in(visitor.heard(), EVERY) == {AGENT}


def test_two_whole_phones_are_joined_without_a_media_server(house: House, tmp_path: Path) -> None:
    with BaresipPhone(tmp_path, AGENT) as agent, BaresipPhone(tmp_path, VISITOR) as visitor:
        house.start()
        house.call([agent.uri], visitor.uri)
        house.wait_for(facts.Bridged)
        until(lambda: min(len(visitor.heard()), len(agent.heard())) > RATE)
        visitor.hang_up()
        assert house.outcome() == "connected"
        agent.hang_up()
        assert tones_in(agent.heard(), EVERY) == {VISITOR}
        assert tones_in(visitor.heard(), EVERY) == {AGENT}
