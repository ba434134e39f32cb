"""Two voice processes on one database: they share the calls, dial nobody twice, and one of them registers."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

from ringback.base.presence.models import Epoch
from ringback.channels.voice import services
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Stage, Trunk
from tests.integration.voice.house import House, attempt_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at, staged
from tests.integration.voice.role import VoiceProcess, answering, invites
from tests.telephony import sipp
from tests.telephony.sipp import SippPhone
from tests.waiting import until

CAPACITY = 12
CALLS = 72
MANY = 1000
FIRST_NUMBER = 493012345600


def _number(index: int) -> str:
    return f"+{FIRST_NUMBER + index}"


def _more_agents(shop: House, count: int) -> None:
    """So many that each call at once has its own, and two groups that hunt through them in opposite order."""
    for number in range(len(shop.agents) + 1, count + 1):
        shop.agents.append(Agent.objects.create(organisation=shop.organisation, name=f"Agent {number}", address="x"))
    Agent.objects.update(wrap_up_seconds=0)
    services.order_places(shop.actor, shop.group.pk, [(agent.pk, 15) for agent in shop.agents])


def _backwards(shop: House) -> HuntGroup:
    """Another group that hunts through the same agents in the opposite order."""
    group = HuntGroup.objects.create(organisation=shop.organisation, name="Support", trunk=shop.trunk)
    services.order_places(shop.actor, group.pk, [(agent.pk, 15) for agent in reversed(shop.agents)])
    return group


def _dialled(carrier: SippPhone) -> Counter[str]:
    """How many different calls reached each number."""
    calls = set()
    for message in carrier.messages():
        if message.lstrip().startswith("INVITE"):
            number = re.search(r"INVITE sip:(\+\d+)@", message)
            call_id = re.search(r"^Call-ID: *(\S+)", message, flags=re.MULTILINE | re.IGNORECASE)
            assert number is not None
            assert call_id is not None
            calls.add((number[1], call_id[1]))
    return Counter(number for number, _ in calls)


def _most_at_once(calls: list[Call]) -> int:
    """How many of these calls were under way at the same time."""
    steps = [(call.claimed_at, 1) for call in calls] + [(call.ended_at, -1) for call in calls]
    most = now = 0
    for _, step in sorted((at, step) for at, step in steps if at is not None):
        now += step
        most = max(most, now)
    return most


def _log() -> str:
    return (Path(settings.DATA_DIR) / "voice.log").read_text()


def test_calls_are_shared_within_capacity_and_nobody_is_dialled_twice(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    _more_agents(shop, 2 * CAPACITY + 2)
    agent = phones(answering(tmp_path, calls=MANY))
    carrier = phones(answering(tmp_path, talk_milliseconds=500, calls=MANY))
    ring_at(shop, *[agent] * len(shop.agents), carrier=carrier)
    Trunk.objects.update(channels=2 * CAPACITY)
    groups = [shop.group.pk, _backwards(shop).pk]
    for _ in range(2):
        voices(RINGBACK_CALLS_AT_ONCE=str(CAPACITY))
    calls = [shop.promised(_number(index), group_id=groups[index % 2]) for index in range(CALLS)]
    rows = [finished(call, 60) for call in calls]
    assert [row.outcome for row in rows] == ["connected"] * CALLS
    assert _dialled(carrier) == Counter({_number(index): 1 for index in range(CALLS)})
    by_process = {epoch: [row for row in rows if row.epoch == epoch] for epoch in {row.epoch for row in rows}}
    assert len(by_process) == 2
    assert max(_most_at_once(mine) for mine in by_process.values()) <= CAPACITY
    assert {attempt_of(call).outcome for call in calls} == {"done"}
    assert not Leg.objects.filter(ended_at=None).exists()
    assert "the database is away" not in _log()
    assert "made way" not in _log()


def test_the_calls_of_one_that_dies_are_ended_by_the_other(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """Each holds a conversation; one is killed. Its two are hung up, as nobody can hear of them, the others go on."""
    agent, carrier = phones(answering(tmp_path, calls=MANY)), phones(answering(tmp_path, calls=MANY))
    ring_at(shop, *[agent] * len(shop.agents), carrier=carrier)
    processes = [voices(RINGBACK_CALLS_AT_ONCE="1") for _ in range(2)]
    calls = [shop.promised(_number(index)) for index in range(2)]
    for call in calls:
        staged(call, Stage.TALKING)
    until(lambda: not Leg.objects.filter(dialog={}).exists())
    [lost] = [call for call in calls if _holder(call) == _pid(processes[0])]
    [kept] = [call for call in calls if _holder(call) == _pid(processes[1])]
    processes[0].kill()
    row = finished(lost)
    assert (row.outcome, attempt_of(lost).outcome) == ("connected", "done")
    assert Call.objects.get(id=kept.pk).stage == Stage.TALKING
    services.hang_up(shop.actor, kept.call_id)
    assert finished(kept).outcome == "connected"
    assert set(_dialled(carrier).values()) == {1}
    assert invites(agent) == 2
    assert not Leg.objects.filter(ended_at=None).exists()


def _pid(voice: VoiceProcess) -> int:
    assert voice.process is not None
    return voice.process.pid


def _holder(call: Call) -> int:
    """The process that holds the call."""
    return Epoch.objects.get(id=Call.objects.get(id=call.pk).epoch).process_id


def _beats(voice: VoiceProcess) -> int:
    return Epoch.objects.get(role="voice", ended_at=None, process_id=_pid(voice)).beat


def _registered(registrar: SippPhone) -> set[int]:
    """The SIP ports that asked the registrar to be registered."""
    asked = [message for message in registrar.messages() if "\nExpires: 0" not in message]
    return {int(port) for message in asked for port in re.findall(r"^Contact: .*127\.0\.0\.1:(\d+)", message, re.M)}


def test_one_registers_and_the_next_takes_over(shop: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    granted = sipp.receive("REGISTER") + sipp.respond(200, "OK", extra="      Expires: 600\n")
    registrar = phones(SippPhone(tmp_path, granted, calls=MANY))
    Trunk.objects.filter(id=shop.trunk.pk).update(registers=True, username="me", port=registrar.port)
    first, second = voices(), voices()
    until(lambda: Trunk.objects.get(id=shop.trunk.pk).state == "registered")
    # Long enough for the second to have looked around more than once.
    until(lambda: _beats(second) >= 6, 20)
    assert _registered(registrar) == {first.sip_port}
    first.kill()
    until(lambda: _registered(registrar) == {first.sip_port, second.sip_port}, 20)
    third = voices()
    until(lambda: _beats(third) >= 4, 20)
    assert third.sip_port not in _registered(registrar)
    second.stop()
    until(lambda: third.sip_port in _registered(registrar), 20)
    assert Trunk.objects.get(id=shop.trunk.pk).state == "registered"
