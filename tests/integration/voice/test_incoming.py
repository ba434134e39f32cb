"""Calls that come in, with the whole voice role: put through, kept as promised, a message left, and a crash."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import soundfile
from django.db import transaction

from ringback.base.kit import clock
from ringback.base.kit import phones as numbers
from ringback.channels.voice.models import Agent, Call, Leg, Recording, Stage, Trunk, Way
from ringback.core.hours.services import CalendarValues, save_calendar
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise, State
from ringback.core.promises.reads import missed
from tests.integration.media.g711 import loudness
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.house import House, promise_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at
from tests.integration.voice.role import VoiceProcess, answering, invites, refusing, ringing
from tests.servers.rtpengine import Rtpengine
from tests.telephony import callers
from tests.telephony.sipp import SDP, SippPhone
from tests.waiting import until

WHO, LINE = "+493087654321", "+493012345"
Calls = Callable[..., SippPhone]


@pytest.fixture
def rings_in(tmp_path: Path) -> Iterator[Calls]:
    """Somebody calls the voice process: `rings_in(voice, steps)`."""
    running: list[SippPhone] = []

    def start(voice: VoiceProcess, steps: str) -> SippPhone:
        running.append(callers.caller_phone(tmp_path, steps, voice.sip_port).start())
        return running[-1]

    yield start
    for phone in running:
        phone.stop()


def rings(sdp: str = SDP, who: str = WHO) -> str:
    return callers.calls(who, LINE, sdp) + callers.is_answered(who, LINE)


def talks(milliseconds: int = 500, who: str = WHO) -> str:
    return rings(who=who) + callers.hangs_up(who, LINE, milliseconds)


def arrived() -> Call:
    """The call that came in, once its row is there."""
    return until(lambda: list(Call.objects.filter(way=Way.IN).order_by("-id")[:1]))[0]


def closed_all_week(shop: House) -> None:
    """The group has no hours at all."""
    save_calendar(shop.actor, None, CalendarValues("group", shop.group.pk, ((),) * 7))


def owed(shop: House, **changes: object) -> Promise:
    """A call promised to whoever has the caller's number, tomorrow."""
    person = people.known_by_phone(shop.organisation.pk, numbers.parse(WHO, "DE"), name="Eva")
    values: dict[str, object] = {
        "organisation_id": shop.organisation.pk,
        "door": "website",
        "kind": "website.callback",
        "channel": "voice",
        "due_at": clock.now() + timedelta(days=1),
        "person_id": person.pk,
    }
    return promises.make(promises.Draft(**{**values, **changes}))  # type: ignore[arg-type]


def test_somebody_unknown_is_put_through_to_the_group_of_the_line(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    busy, agent = phones(refusing(tmp_path, 486, "Busy Here")), phones(answering(tmp_path))
    ring_at(shop, busy, agent)
    with transaction.atomic():
        people.opt_out(shop.organisation.pk, "voice", WHO, "", "we may not call them, but they may call us")
    caller = rings_in(voices(), talks())
    row = finished(arrived())
    assert (row.outcome, row.agent_id, row.number) == ("connected", shop.agents[1].pk, WHO)
    assert (row.way, row.group_id, row.promise_id, row.live_number) == (Way.IN, shop.group.pk, None, None)
    assert [(leg.role, leg.cause) for leg in row.legs.all()] == [
        ("visitor", "completed"),
        ("agent", "busy"),
        ("agent", "completed"),
    ]
    assert row.person is not None
    until(lambda: caller.finished() and agent.finished())
    assert not Leg.objects.exclude(live_trunk_id=None).exists()
    assert not Promise.objects.filter(channel="voice").exists()


def test_who_is_owed_a_call_reaches_whoever_owes_it_and_is_not_called_any_more(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    first, owner = phones(answering(tmp_path)), phones(answering(tmp_path))
    ring_at(shop, first, owner)
    member = shop.member()
    Agent.objects.filter(id=shop.agents[1].pk).update(member_id=member.member_id)
    promise = owed(shop, owner_id=member.member_id)
    rings_in(voices(), talks())
    row = finished(arrived())
    assert (row.outcome, row.agent_id, row.promise_id) == ("connected", shop.agents[1].pk, promise.pk)
    kept = Promise.objects.get(id=promise.pk)
    assert (kept.state, kept.wake_at, kept.attempts_made) == (State.KEPT, None, 1)
    assert kept.attempts.get().outcome == "done"
    assert invites(first) == 0


def test_whom_we_ring_for_while_they_ring_us_is_put_through_and_never_dialled(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    """The agent's phone rings already for a call to them: it rings on, with them on the line."""
    agent, carrier = phones(answering(tmp_path, ring_milliseconds=6000)), phones(refusing(tmp_path, 486, "Busy Here"))
    ring_at(shop, agent, carrier=carrier)
    voice = voices()
    ours = shop.promised(WHO)
    until(lambda: invites(agent) == 1 and Leg.objects.filter(ringing_at__isnull=False).exists(), 20)
    caller = rings_in(voice, talks())
    row = finished(ours)
    assert (row.outcome, row.agent_id, promise_of(ours).state) == ("connected", shop.agents[0].pk, State.KEPT)
    assert [(leg.role, leg.cause) for leg in row.legs.all()] == [("agent", "completed"), ("visitor", "completed")]
    assert (Call.objects.count(), invites(agent), invites(carrier)) == (1, 1, 0)
    until(lambda: agent.finished() and caller.finished())
    assert not Leg.objects.exclude(live_trunk_id=None).exists()


def test_a_message_is_recorded_and_the_group_promises_to_call_back(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    """Phones that refuse at once are rung once each, not again and again while the caller waits."""
    high = Sound(1000.0)
    ring_at(
        shop,
        phones(refusing(tmp_path, 486, "Busy Here", calls=9999)),
        phones(refusing(tmp_path, 480, "Gone", calls=9999)),
    )
    try:
        voice = voices(media, RINGBACK_MESSAGE_SECONDS="3", RINGBACK_INCOMING_WAIT_SECONDS="3")
        caller = rings_in(voice, rings(high.sdp().replace("\r\n", "\n")) + callers.is_hung_up())
        until(lambda: any("m=audio" in one for one in caller.messages()), 30)
        high.talk_to(next(one for one in caller.messages() if "m=audio" in one))
        row = finished(arrived(), 60)
        assert (row.outcome, row.legs.count()) == ("message_left", 3)
        until(lambda: Recording.objects.get(call=row).state == Recording.State.READY, 30)
    finally:
        high.hang_up()
    with Recording.objects.get(call=row).file.open() as file:
        _left, right = soundfile.read(file, dtype="int16")[0].T
    assert loudness(right[4000:], 1000.0) > 3000
    promise = promise_of(row)
    assert (promise.kind, promise.group_id, promise.state) == ("voice.ring_back", shop.group.pk, State.PENDING)
    assert (promise.person_id, promise.automatic) == (row.person_id, False)


def test_who_gives_up_while_all_are_busy_is_promised_a_call(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    """A promise that stood already stands on, due as it was."""
    agent = phones(ringing(tmp_path))
    ring_at(shop, agent)
    Agent.objects.exclude(id=shop.agents[0].pk).update(active=False)
    promise = owed(shop)
    rings_in(voices(), callers.calls(WHO, LINE) + callers.gives_up(WHO, LINE, 1000))
    row = finished(arrived())
    assert row.outcome == "caller_left"
    stands = Promise.objects.get(id=promise.pk)
    assert (stands.state, stands.due_at, stands.pk) == (State.PENDING, promise.due_at, row.promise_id)
    assert stands.attempts.get().outcome == "interrupted"
    assert [one.promise.pk for one in missed(shop.actor, clock.now())] == [promise.pk]
    until(agent.finished)


def test_a_caller_waits_until_somebody_is_free_and_is_turned_away_after_hours(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    """The only agent talks with somebody else; then the group has closed."""
    agent = phones(answering(tmp_path, calls=2))
    ring_at(shop, agent)
    Agent.objects.update(wrap_up_seconds=0)
    Agent.objects.exclude(id=shop.agents[0].pk).update(active=False)
    voice = voices()
    first = rings_in(voice, talks(2500, who="+493011111"))
    until(lambda: Call.objects.filter(stage=Stage.TALKING).exists(), 20)
    second = rings_in(voice, talks())
    until(lambda: second.finished() and first.finished(), 40)
    row = finished(arrived())
    assert (row.outcome, row.number, row.agent_id) == ("connected", WHO, shop.agents[0].pk)
    closed_all_week(shop)
    third = callers.calls("+493022222", LINE) + callers.is_turned_away("+493022222", LINE, 480)
    until(rings_in(voice, third).finished, 40)
    row = finished(arrived())
    assert (row.outcome, row.legs.count()) == ("nobody_answered", 1)


def test_a_crash_with_a_caller_on_the_line_leaves_the_truth(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    agent = phones(ringing(tmp_path))
    ring_at(shop, agent)
    promise = owed(shop)
    voice = voices()
    rings_in(voice, rings())
    until(lambda: invites(agent) == 1, 20)
    voice.kill()
    voices()
    row = finished(arrived())
    assert row.outcome == "interrupted"
    assert Promise.objects.get(id=promise.pk).state == State.PENDING
    assert not Leg.objects.filter(ended_at=None).exists()


def test_a_crash_in_the_conversation_hangs_up_and_leaves_the_promise_kept(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    agent = phones(answering(tmp_path))
    ring_at(shop, agent)
    promise = owed(shop)
    voice = voices()
    caller = rings_in(voice, rings() + callers.is_hung_up())
    until(lambda: Call.objects.filter(stage=Stage.TALKING).exists(), 20)
    until(lambda: all(leg.dialog for leg in Leg.objects.filter(ended_at=None)), 20)
    voice.kill()
    voices()
    row = finished(arrived())
    assert (row.outcome, row.way) == ("connected", Way.IN)
    assert Promise.objects.get(id=promise.pk).state == State.KEPT
    until(lambda: caller.finished() and agent.finished(), 20)


def test_a_line_that_nobody_knows_and_a_number_that_never_stops_are_turned_away(
    shop: House, phones: Phones, voices: Voices, rings_in: Calls, tmp_path: Path
) -> None:
    ring_at(shop, phones(refusing(tmp_path, 486, "Busy Here", calls=9)))
    Agent.objects.exclude(id=shop.agents[0].pk).update(active=False)
    voice = voices(None, RINGBACK_INCOMING_OF_A_NUMBER="1")
    until(rings_in(voice, callers.calls(WHO, LINE) + callers.is_turned_away(WHO, LINE, 480)).finished, 20)
    until(rings_in(voice, callers.is_refused(WHO, LINE, 486)).finished, 20)
    assert Call.objects.count() == 1
    Trunk.objects.filter(id=shop.trunk.pk).update(answers=False)
    until(rings_in(voice, callers.is_refused("+493011111", LINE, 404)).finished, 20)
    assert Call.objects.count() == 1
