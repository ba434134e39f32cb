"""The voice role end to end: a row in the database, two phones that ring, and what is written about it."""

from pathlib import Path

import soundfile

from ringback.channels.voice import services, words
from ringback.channels.voice.models import Call, Recording, Stage
from tests.integration.media.g711 import loudness
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.house import House, attempt_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at, staged
from tests.integration.voice.role import answering, invites, join_sound, refusing, ringing
from tests.servers.rtpengine import Rtpengine
from tests.waiting import until


def test_two_phones_ring_and_their_conversation_is_kept(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    low, high = Sound(440.0), Sound(1000.0, 8)
    agent = phones(answering(tmp_path, low))
    visitor = phones(answering(tmp_path, high, talk_milliseconds=3000))
    ring_at(shop, agent, carrier=visitor)
    voices(media)
    try:
        call = shop.promised()
        join_sound(agent, low)
        join_sound(visitor, high)
        row = finished(call)
        assert (row.outcome, row.agent_id) == ("connected", shop.agents[0].pk)
        assert row.talk_seconds > 2
        assert attempt_of(call).outcome == "done"
        until(lambda: Recording.objects.get(call=row).state == Recording.State.READY, 30)
    finally:
        low.hang_up()
        high.hang_up()
    sound = Recording.objects.get(call=row)
    with sound.file.open() as file:
        left, right = soundfile.read(file, dtype="int16")[0].T
    assert loudness(left[800:8000], 440.0) > 6000
    assert loudness(right[800:8000], 1000.0) > 6000
    assert sound.spool_path == ""
    assert {event.kind for event in row.events.all()} >= {"LegDialled", "LegAnswered", "Bridged", "CallEnded"}


def test_the_hunt_goes_on_and_works_without_a_media_server(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    busy = phones(refusing(tmp_path, 486, "Busy Here"))
    agent = phones(answering(tmp_path))
    visitor = phones(answering(tmp_path, talk_milliseconds=500))
    ring_at(shop, busy, agent, carrier=visitor)
    voices()
    row = finished(shop.promised())
    assert (row.outcome, row.agent_id) == ("connected", shop.agents[1].pk)
    assert [leg.cause for leg in row.legs.all()] == ["busy", "completed", "completed"]
    assert not Recording.objects.filter(state=Recording.State.RECORDING).exists()


def test_phones_of_which_nothing_is_heard_are_hung_up_and_the_page_says_why(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    low = Sound(440.0)
    agent, visitor = phones(answering(tmp_path, low)), phones(answering(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    voices(media, RINGBACK_SILENCE_SECONDS="2")
    call = shop.promised()
    join_sound(agent, low)
    staged(call, Stage.TALKING)
    low.hang_up()
    row = finished(call)
    assert (row.outcome, attempt_of(call).outcome) == ("connected", "done")
    assert [leg.cause for leg in row.legs.all()] == ["silent", "silent"]
    shown = [text for _, text in words.timeline(tuple(row.events.all()), {})]
    assert any(text.startswith("No sound from either phone for") for text in shown)
    assert row.detail.startswith("nobody was heard for")
    until(lambda: agent.finished() and visitor.finished())


def test_a_stop_drains(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    agent = phones(answering(tmp_path))
    visitor = phones(answering(tmp_path, talk_milliseconds=2500))
    ring_at(shop, agent, carrier=visitor)
    voice = voices()
    call = shop.promised()
    staged(call, Stage.TALKING)
    assert voice.process is not None
    voice.process.terminate()
    until(lambda: not voice.serving())
    other = services.place(shop.order("+493012345699"))
    assert voice.process.wait(20) == 0
    assert finished(call).outcome == "connected"
    assert Call.objects.get(id=other.pk).stage == Stage.PLANNED


def test_a_hang_up_on_the_desk_silences_the_phone(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    agent = phones(ringing(tmp_path))
    ring_at(shop, agent)
    voices()
    call = shop.promised()
    until(lambda: invites(agent) == 1, 20)
    services.hang_up(shop.actor, call.call_id)
    assert finished(call).outcome == "cancelled"
    until(agent.finished)
    assert attempt_of(call).outcome == "cancelled"
