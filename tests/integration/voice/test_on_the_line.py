"""Visitors who wait on the line, with the whole voice role: rung first, in one line with callers, and after a kill."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ringback.base.kit import clock
from ringback.channels.voice import services
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Stage, Trunk, Way
from tests.integration.voice.house import House, attempt_of, promise_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at, staged
from tests.integration.voice.role import VoiceProcess, answering, invites, ringing
from tests.servers.rtpengine import Rtpengine
from tests.telephony import callers
from tests.telephony.sipp import SippPhone, until_bye
from tests.waiting import until

WHO, LINE, TALKER = "+493087654321", "+493012345", "+493011112222"


@pytest.fixture
def one_agent(shop: House) -> House:
    """A group of one, who rests no moment, and rings confirmed visitors first when nobody is free."""
    Agent.objects.update(wrap_up_seconds=0)
    services.order_places(shop.actor, shop.group.pk, [(shop.agents[0].pk, 15)])
    HuntGroup.objects.update(visitor_first="busy", record=False)
    return shop


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[SippPhone]:
    """Somebody who calls us once `start`ed with the voice process's port."""
    phone = SippPhone(tmp_path, callers.calls(WHO, LINE) + callers.is_answered(WHO, LINE) + until_bye())
    yield phone
    phone.stop()


def calls_in(phone: SippPhone, voice: VoiceProcess) -> None:
    phone.options = (f"127.0.0.1:{voice.sip_port}",)
    phone.start()


def ask(shop: House, number: str = WHO, **changes: Any) -> Call:
    """A call that may wait for an hour, to a number that was proven to be theirs."""
    waits = {"queue_until_at": clock.now() + timedelta(hours=1), "confirmed": True}
    return shop.promised(number, **{**waits, **changes})


def queued(call: Call) -> bool:
    return Call.objects.get(pk=call.pk).shown_stage == Stage.QUEUED


def roles(call: Call) -> list[tuple[str, str]]:
    return [(leg.role, leg.cause) for leg in call.legs.all()]


def test_the_visitor_is_rung_while_nobody_is_free_and_joined_with_who_becomes_it(
    one_agent: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    agent = phones(answering(tmp_path, calls=2))
    carrier = phones(answering(tmp_path, calls=2))
    ring_at(one_agent, agent, carrier=carrier)
    voices(media)
    first = ask(one_agent, TALKER)
    staged(first, Stage.TALKING)
    assert roles(first)[0][0] == "agent"
    second = ask(one_agent)
    until(lambda: queued(second), 20)
    assert invites(carrier) == 2
    assert services.queue_place([second.call_id])[second.call_id].position == 1
    services.hang_up(one_agent.actor, first.call_id)
    staged(second, Stage.TALKING)
    services.hang_up(one_agent.actor, second.call_id)
    row = finished(second)
    assert (row.outcome, attempt_of(second).outcome) == ("connected", "done")
    assert [role for role, _ in roles(row)] == ["visitor", "agent"]
    assert row.queued_at is not None
    until(lambda: agent.finished() and carrier.finished())


def test_a_number_that_nobody_confirmed_is_not_rung_first(
    one_agent: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    HuntGroup.objects.update(visitor_first="always")
    agent, carrier = phones(ringing(tmp_path)), phones(answering(tmp_path))
    ring_at(one_agent, agent, carrier=carrier)
    voices(media)
    call = ask(one_agent, confirmed=False)
    until(lambda: invites(agent) == 1, 20)
    services.hang_up(one_agent.actor, call.call_id)
    finished(call)
    assert invites(carrier) == 0


def test_killed_while_the_visitor_waits_on_the_line(
    one_agent: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """They were called, and spoke with nobody: a person says what follows, and nobody calls them again by itself."""
    agent = phones(answering(tmp_path))
    carrier = phones(answering(tmp_path, calls=2))
    ring_at(one_agent, agent, carrier=carrier)
    voice = voices(media)
    first = ask(one_agent, TALKER)
    staged(first, Stage.TALKING)
    call = ask(one_agent)
    until(lambda: queued(call) and Leg.objects.filter(call=call).exclude(dialog={}).exists(), 20)
    voice.kill()
    voices(media, RINGBACK_SILENCE_SECONDS="2")
    row = finished(call)
    assert (row.outcome, attempt_of(call).outcome, promise_of(call).state) == ("uncertain", "uncertain", "keeping")
    finished(first)
    until(lambda: agent.finished() and carrier.finished())
    assert invites(carrier) == 2
    assert not Leg.objects.filter(ended_at=None).exists()


def test_a_caller_hears_music_in_the_line_and_who_came_before_is_served_before(
    one_agent: House, media: Rtpengine, phones: Phones, voices: Voices, caller: SippPhone, tmp_path: Path
) -> None:
    """A call of ours waits for the only agent, then somebody calls: both stand in one line."""
    HuntGroup.objects.update(visitor_first="never")
    agent = phones(answering(tmp_path, calls=3))
    carrier = phones(answering(tmp_path, calls=2))
    ring_at(one_agent, agent, carrier=carrier)
    Trunk.objects.update(channels=5)
    voice = voices(media)
    talking = ask(one_agent, TALKER)
    staged(talking, Stage.TALKING)
    waits = ask(one_agent, "+493022223333")
    until(lambda: queued(waits), 20)
    calls_in(caller, voice)
    came = until(lambda: list(Call.objects.filter(way=Way.IN)), 20)[0]
    until(lambda: queued(came), 20)
    places = services.queue_place([waits.call_id, came.call_id])
    assert [places[one.call_id].position for one in (waits, came)] == [1, 2]
    until(lambda: any("200" in one.splitlines()[0] for one in map(str.lstrip, caller.messages())))
    for over, served in ((talking, waits), (waits, came)):
        services.hang_up(one_agent.actor, over.call_id)
        staged(served, Stage.TALKING)
    services.hang_up(one_agent.actor, came.call_id)
    assert finished(came).outcome == "connected"
    until(lambda: caller.finished() and agent.finished())
