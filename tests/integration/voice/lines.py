"""Fixtures for tests that run the whole voice role: phones, a media server, and what is shown when a test fails."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from ringback.channels.voice.models import Agent, Call, Stage, Trunk
from tests.integration.voice.house import House
from tests.integration.voice.role import VoiceProcess, story
from tests.servers.rtpengine import Rtpengine
from tests.telephony.sipp import SippPhone
from tests.waiting import until

Phones = Callable[[SippPhone], SippPhone]
Voices = Callable[..., VoiceProcess]


@pytest.fixture
def phones() -> Iterator[Phones]:
    running: list[SippPhone] = []

    def start(phone: SippPhone) -> SippPhone:
        running.append(phone.start())
        return phone

    yield start
    for phone in running:
        phone.stop()


@pytest.fixture
def media(transactional_db: None) -> Iterator[Rtpengine]:
    """An rtpengine that records into the data folder's spool."""
    folder = Path(settings.DATA_DIR)
    folder.chmod(0o711)
    server = Rtpengine(folder / "media", Path(settings.SPOOL_DIR)).start()
    yield server
    server.close()


@pytest.fixture
def voices(transactional_db: None) -> Iterator[Voices]:
    """Start voice processes, one after the other or side by side; all are ended afterwards."""
    running: list[VoiceProcess] = []

    def start(media: Rtpengine | None = None, **extra: str) -> VoiceProcess:
        running.append(VoiceProcess(media, extra).start())
        return running[-1]

    yield start
    sys.stdout.write(story())  # pytest shows it when the test has failed
    for voice in running:
        voice.kill()


def ring_at(shop: House, *agents: SippPhone, carrier: SippPhone | None = None) -> None:
    """Give the agents their phones, and the trunk its carrier."""
    for agent, phone in zip(shop.agents, agents, strict=False):
        Agent.objects.filter(id=agent.pk).update(address=phone.uri)
    if carrier is not None:
        Trunk.objects.filter(id=shop.trunk.pk).update(port=carrier.port)


def finished(call: Call, seconds: float = 30) -> Call:
    """The call's row once it has ended."""
    until(lambda: Call.objects.get(id=call.pk).stage == Stage.ENDED, seconds)
    return Call.objects.get(id=call.pk)


def staged(call: Call, stage: Stage, seconds: float = 20) -> None:
    until(lambda: Call.objects.get(id=call.pk).stage == stage, seconds)
