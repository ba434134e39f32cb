"""A member's phone in the browser: a real Chromium talks through a real rtpengine to a phone of sipp."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.test import override_settings
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from ringback.channels.voice.models import Call, Recording
from tests.browser.desk.conftest import PHONE, Desk
from tests.integration.media.g711 import loudness
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.lines import Phones, Voices, finished, media, phones, ring_at, voices
from tests.integration.voice.role import answering, join_sound
from tests.servers.rtpengine import Rtpengine
from tests.waiting import until

__all__ = ["media", "phones", "voices"]

VISITOR_HERTZ = 700.0
# What Chromium's fake microphone beeps.
BEEP_HERTZ = 400.0

LISTEN = """() => {
  const context = new AudioContext();
  const ear = window.ear = context.createAnalyser();
  ear.fftSize = 8192;
  context.createMediaStreamSource(document.querySelector("audio").srcObject).connect(ear);
}"""
LOUDEST = """() => {
  const bins = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(bins);
  return Math.max(...bins) < -80 ? 0 : bins.indexOf(Math.max(...bins)) * ear.context.sampleRate / ear.fftSize;
}"""


@pytest.fixture
def low(media: Rtpengine) -> Iterator[Sound]:
    sound = Sound(VISITOR_HERTZ)
    yield sound
    sound.hang_up()


@pytest.fixture
def phone_page(desk: Desk, media: Rtpengine) -> Iterator[Page]:
    """The page of an agent who is rung in the browser, not yet switched on."""
    with override_settings(RTPENGINE=f"127.0.0.1:{media.ng_port}"):
        yield _page(desk, "agent")


def _page(desk: Desk, role: str) -> Page:
    actor = desk.office.actor(role)
    agent = desk.office.answers_as(actor)
    agent.address = "browser"
    agent.save()
    return desk.page(actor, "/phone/", **PHONE)


def switch_on(page: Page) -> None:
    says(page, "Switched off")
    page.get_by_role("button", name="Take calls here").click()
    says(page, "Ready: calls ring here")


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def beeps(samples: NDArray[np.int16]) -> float:
    """The loudest tenth of a second of the fake microphone's tone, wherever it begins."""
    pieces = [samples[start : start + 800] for start in range(0, len(samples) - 800, 100)]
    return max(loudness(piece, BEEP_HERTZ) for piece in pieces)


def test_a_manager_takes_a_callback_in_the_browser_and_both_are_heard(
    desk: Desk, phone_page: Page, media: Rtpengine, phones: Phones, voices: Voices, low: Sound, tmp_path: Path
) -> None:
    shop = desk.office.house
    visitor = phones(answering(tmp_path, low))
    ring_at(shop, carrier=visitor)
    voices(media)
    switch_on(phone_page)
    call = shop.promised(whisper_words={"name": "Eva Maria", "site": "tents.example"})
    says(phone_page, "A call for you")
    expect(phone_page.get_by_text("Eva Maria")).to_be_visible()
    assert call.number not in phone_page.content()
    phone_page.keyboard.press("Enter")
    join_sound(visitor, low)
    says(phone_page, "You are talking")
    phone_page.evaluate(LISTEN)
    until(lambda: abs(phone_page.evaluate(LOUDEST) - VISITOR_HERTZ) < 30)
    row = Call.objects.get(id=call.pk)
    until(lambda: Recording.objects.filter(call=row, state=Recording.State.RECORDING).exists())
    phone_page.wait_for_timeout(2000)  # something to record
    phone_page.get_by_role("button", name="Hang up").click()
    row = finished(call)
    assert (row.outcome, row.agent_id) == ("connected", shop.agents[0].pk)
    says(phone_page, "Ready: calls ring here")
    assert [leg.dialog for leg in row.legs.filter(role="agent")] == [{}]
    assert not row.commands.exists()
    until(lambda: Recording.objects.get(call=row).state == Recording.State.READY, 30)
    with Recording.objects.get(call=row).file.open() as file:
        left, right = soundfile.read(file, dtype="int16")[0].T
    assert beeps(left) > 3000
    assert loudness(right[-8000:], VISITOR_HERTZ) > 6000
