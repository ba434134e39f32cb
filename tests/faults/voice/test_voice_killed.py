"""`kill -9` of the voice role at every stage of a call: the tables tell the truth, and no visitor is called twice."""

from pathlib import Path

import pytest

from ringback.base.presence.models import Epoch
from ringback.channels.voice.models import Call, Leg, Recording, Stage
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.house import House, attempt_of, promise_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at, staged
from tests.integration.voice.role import answering, holding, invites, join_sound, ringing
from tests.servers.rtpengine import Rtpengine
from tests.waiting import until


def _outcome(call: Call) -> str:
    return attempt_of(call).outcome


def _dialog_is_kept(call: Call, leg: int) -> bool:
    return Leg.objects.filter(call=call, number=leg).exclude(dialog={}).exists()


def _nothing_is_left_up() -> None:
    assert not Leg.objects.filter(ended_at=None).exists()
    assert not Leg.objects.exclude(live_agent_id=None).exists()
    assert not Call.objects.exclude(live_number=None).exists()


def test_killed_while_the_agent_rings(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """Nobody but our own agent heard anything: the promise tries again, and the agent's phone falls silent."""
    agent, visitor = phones(ringing(tmp_path)), phones(answering(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    voice = voices()
    call = shop.promised()
    until(lambda: invites(agent) == 1 and _dialog_is_kept(call, 1), 20)
    voice.kill()
    voices()
    row = finished(call)
    assert (row.outcome, _outcome(call)) == ("interrupted", "interrupted")
    assert promise_of(call).state == "pending"
    until(lambda: "CANCEL" in agent.methods())
    assert invites(visitor) == 0
    _nothing_is_left_up()


def test_killed_while_the_visitor_rings(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """The visitor's phone rang: what became of it only a person can say, and nobody is dialled again by itself."""
    agent, visitor = phones(answering(tmp_path)), phones(ringing(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    voice = voices()
    call = shop.promised()
    until(lambda: invites(visitor) == 1 and _dialog_is_kept(call, 2), 20)
    voice.kill()
    voices()
    row = finished(call)
    assert (row.outcome, _outcome(call)) == ("uncertain", "uncertain")
    assert promise_of(call).state == "keeping"
    until(lambda: "CANCEL" in visitor.methods())
    assert invites(visitor) == 1
    _nothing_is_left_up()


def test_killed_while_talking_without_a_media_server(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """Nothing can tell whether they still talk: both are hung up, and the promise was kept."""
    agent, visitor = phones(answering(tmp_path)), phones(answering(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    voice = voices()
    call = shop.promised()
    staged(call, Stage.TALKING)
    until(lambda: _dialog_is_kept(call, 1) and _dialog_is_kept(call, 2))
    voice.kill()
    voices()
    row = finished(call)
    assert (row.outcome, _outcome(call), promise_of(call).state) == ("connected", "done", "kept")
    assert row.detail
    until(lambda: agent.finished() and visitor.finished())
    assert invites(visitor) == 1
    _nothing_is_left_up()


def test_a_conversation_outlives_the_voice_process(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """While sound flows two people are left talking; the call is closed when one of them hangs up."""
    low, high = Sound(440.0), Sound(1000.0)
    agent, visitor = phones(answering(tmp_path, low)), phones(answering(tmp_path, high, talk_milliseconds=9000))
    ring_at(shop, agent, carrier=visitor)
    voice = voices(media, RINGBACK_SILENCE_SECONDS="2")
    try:
        call = shop.promised()
        join_sound(agent, low)
        join_sound(visitor, high)
        staged(call, Stage.TALKING)
        until(lambda: low.hears(1000.0) and high.hears(440.0))
        until(lambda: _dialog_is_kept(call, 1) and _dialog_is_kept(call, 2) and Recording.objects.exists())
        voice.kill()
        again = {"RINGBACK_SIP_BIND": f"127.0.0.1:{voice.sip_port}", "RINGBACK_SILENCE_SECONDS": "2"}
        voices(media, **again)
        low.forget()
        until(lambda: low.hears(1000.0))
        assert Call.objects.get(id=call.pk).ended_at is None
        row = finished(call, 40)
    finally:
        low.hang_up()
        high.hang_up()
    assert (row.outcome, _outcome(call)) == ("connected", "done")
    assert row.talk_seconds > 5
    until(agent.finished)
    assert invites(visitor) == 1
    until(lambda: Recording.objects.get(call=row).state == Recording.State.READY, 30)
    assert Recording.objects.get(call=row).duration_seconds > 5
    _nothing_is_left_up()


def test_a_silent_conversation_is_closed(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """Left talking, then both phones fall silent without a BYE: closed after a while, and hung up."""
    low, high = Sound(440.0), Sound(1000.0)
    agent, visitor = phones(answering(tmp_path, low)), phones(answering(tmp_path, high))
    ring_at(shop, agent, carrier=visitor)
    voice = voices(media, RINGBACK_SILENCE_SECONDS="3")
    call = shop.promised()
    join_sound(agent, low)
    join_sound(visitor, high)
    staged(call, Stage.TALKING)
    until(lambda: low.hears(1000.0))
    until(lambda: _dialog_is_kept(call, 1) and _dialog_is_kept(call, 2))
    voice.kill()
    low.hang_up()
    high.hang_up()
    voices(media, RINGBACK_SILENCE_SECONDS="3")
    row = finished(call, 40)
    assert (row.outcome, _outcome(call)) == ("connected", "done")
    assert [leg.cause for leg in row.legs.all()] == ["silent", "silent"]
    assert row.detail.startswith("nobody was heard for")
    until(lambda: agent.finished() and visitor.finished())
    _nothing_is_left_up()


def test_a_conversation_on_hold_may_be_silent(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """The visitor puts it on hold, the process dies, nobody sends a sound: who is on hold is not hung up."""
    agent, visitor = phones(answering(tmp_path)), phones(holding(tmp_path, hold_milliseconds=9000))
    ring_at(shop, agent, carrier=visitor)
    voice = voices(media, RINGBACK_SILENCE_SECONDS="2")
    call = shop.promised()
    until(lambda: call.events.filter(kind="HeldChanged").exists(), 20)
    voice.kill()
    voices(media, RINGBACK_SIP_BIND=f"127.0.0.1:{voice.sip_port}", RINGBACK_SILENCE_SECONDS="2")
    row = finished(call, 40)
    assert (row.outcome, _outcome(call)) == ("connected", "done")
    assert not row.events.filter(kind="FellSilent").exists()
    assert sorted(leg.cause for leg in row.legs.all()) == ["completed", "interrupted"]
    until(lambda: agent.finished() and visitor.finished())
    _nothing_is_left_up()


@pytest.mark.soak
@pytest.mark.parametrize("run", range(20))
def test_killed_at_any_moment(run: int, shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """Killed at twenty different moments of a call's life: one outcome, and at most one call to the visitor."""
    agent = phones(answering(tmp_path, ring_milliseconds=60))
    visitor = phones(answering(tmp_path, ring_milliseconds=60, talk_milliseconds=100))
    ring_at(shop, agent, carrier=visitor)
    voice = voices()
    call = shop.promised()
    wanted = run  # facts on the timeline before the power goes
    until(lambda: call.events.count() >= min(wanted, 9) or Call.objects.get(id=call.pk).ended_at, 20)
    voice.kill()
    voices()
    row = finished(call)
    assert _outcome(call) in ("done", "interrupted", "uncertain", "nobody")
    assert invites(visitor) <= 1
    if invites(visitor):
        assert _outcome(call) in ("done", "uncertain")
    assert row.events.filter(kind="CallEnded").count() == 1
    _nothing_is_left_up()


@pytest.mark.soak
@pytest.mark.parametrize("run", range(10))
def test_one_of_two_killed_at_any_moment(run: int, shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    """The one that holds the call is killed, the other stands by: it closes the call, and dials nobody again."""
    agent = phones(answering(tmp_path, ring_milliseconds=60, calls=2))
    visitor = phones(answering(tmp_path, ring_milliseconds=60, talk_milliseconds=100))
    ring_at(shop, agent, carrier=visitor)
    running = {voice.process.pid: voice for voice in (voices(), voices()) if voice.process is not None}
    call = shop.promised()
    until(lambda: call.events.count() >= max(run, 1) or Call.objects.get(id=call.pk).ended_at, 20)
    running[Epoch.objects.get(id=Call.objects.get(id=call.pk).epoch).process_id].kill()
    row = finished(call)
    assert _outcome(call) in ("done", "interrupted", "uncertain", "nobody")
    assert invites(visitor) <= 1
    if invites(visitor):
        assert _outcome(call) in ("done", "uncertain")
    assert row.events.filter(kind="CallEnded").count() == 1
    _nothing_is_left_up()
