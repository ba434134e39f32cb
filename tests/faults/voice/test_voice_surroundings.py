"""What the voice role leans on breaks: the media server, the trunk, the network, the disk."""

import socket
from pathlib import Path

from django.conf import settings

from ringback.channels.voice import services
from ringback.channels.voice.models import Agent, HuntGroup, Leg, Recording, Stage, Trunk
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.house import House, attempt_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at, staged
from tests.integration.voice.role import answering, invites, join_sound
from tests.servers.rtpengine import Rtpengine
from tests.waiting import until

JUNK = 10_000
MOST_LOG_BYTES = 20_000


def test_the_media_server_dies_in_a_conversation(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """The phones are joined directly and go on; what was recorded until then is kept."""
    low, high = Sound(440.0), Sound(1000.0)
    agent, visitor = phones(answering(tmp_path, low)), phones(answering(tmp_path, high))
    ring_at(shop, agent, carrier=visitor)
    voices(media)
    try:
        call = shop.promised()
        join_sound(agent, low)
        join_sound(visitor, high)
        staged(call, Stage.TALKING)
        until(lambda: low.hears(1000.0) and high.hears(440.0))
        media.kill()
        until(lambda: call.events.filter(kind="MediaLost").exists(), 20)
        until(lambda: agent.methods().count("INVITE") > 1, 20)
        services.hang_up(shop.actor, call.call_id)
        row = finished(call)
    finally:
        low.hang_up()
        high.hang_up()
    assert attempt_of(call).outcome == "done"
    assert row.connected_at is not None
    assert invites(visitor) == 1
    until(lambda: Recording.objects.get(call=row).state == Recording.State.READY, 30)
    assert not Leg.objects.filter(ended_at=None).exists()


def test_a_trunk_that_says_nothing(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """No answer at all to the INVITE: the call ends by itself, the agent's phone is freed, the promise is told."""
    agent = phones(answering(tmp_path))
    ring_at(shop, agent)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        Trunk.objects.filter(id=shop.trunk.pk).update(port=silent.getsockname()[1])
        HuntGroup.objects.filter(id=shop.group.pk).update(visitor_ring_seconds=3)
        voices()
        call = shop.promised()
        row = finished(call, 60)
    assert row.outcome in ("visitor_unreachable", "trunk_failed", "visitor_no_answer")
    assert attempt_of(call).outcome in ("no_answer", "failed")
    until(agent.finished)
    assert not Leg.objects.filter(ended_at=None).exists()


def test_ten_thousand_junk_datagrams(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """Strangers hear nothing, the log stays small, and the call under way and the next one are not disturbed."""
    agent = phones(answering(tmp_path, calls=2))
    visitor = phones(answering(tmp_path, talk_milliseconds=1500, calls=2))
    ring_at(shop, agent, carrier=visitor)
    Agent.objects.update(wrap_up_seconds=0)
    voice = voices()
    log = Path(settings.DATA_DIR) / "voice.log"
    before = log.stat().st_size
    first = shop.promised()
    staged(first, Stage.TALKING)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        for number in range(JUNK):
            stranger.sendto(_junk(number), ("127.0.0.1", voice.sip_port))
        assert finished(first).outcome == "connected"
        assert finished(shop.promised("+493012345679")).outcome == "connected"
        try:
            answer = stranger.recv(2048)
        except BlockingIOError:
            answer = b""
    assert answer == b""
    assert log.stat().st_size - before < MOST_LOG_BYTES


def _junk(number: int) -> bytes:
    kinds = (
        bytes((number * 7 + step * 31) % 256 for step in range(200)),
        b"INVITE sip:1@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK%d\r\n\r\n" % number,
        b"REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK%d\r\nFrom: <sip:x@y>;tag=%d\r\n"
        b"To: <sip:x@y>\r\nCall-ID: %d\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n" % (number, number, number),
        b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n",
        b"",
    )
    return kinds[number % len(kinds)]


def test_a_full_spool_is_told_and_the_call_goes_on(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """Without room for a recording people are joined all the same, and the row says why nothing was recorded."""
    low, high = Sound(440.0), Sound(1000.0)
    agent, visitor = phones(answering(tmp_path, low)), phones(answering(tmp_path, high, talk_milliseconds=800))
    ring_at(shop, agent, carrier=visitor)
    voices(media, RINGBACK_SPOOL_MOST_MB="0")
    try:
        row = finished(shop.promised())
    finally:
        low.hang_up()
        high.hang_up()
    assert row.outcome == "connected"
    sound = Recording.objects.get(call=row)
    assert (sound.state, sound.error) == (Recording.State.FAILED, "the spool of recordings is full")
