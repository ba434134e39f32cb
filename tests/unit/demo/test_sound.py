"""What the demo phones say."""

import shutil
import subprocess

import numpy as np
import pytest

from ringback.project.demo.phones import VOICES
from ringback.project.demo.sound import PAUSE_SECONDS, RATE, Voice, melody, samples_of, visitor_voice

ALL = [*VOICES.values(), visitor_voice("+493012345612"), visitor_voice("+493012345613")]


def test_every_phone_has_words_of_its_own() -> None:
    spoken = [samples_of(voice) for voice in ALL]
    assert len({samples.tobytes() for samples in spoken}) == len(ALL)
    for samples in spoken:
        assert 2 * RATE < len(samples) < 12 * RATE
        assert 15000 < np.max(np.abs(samples)) < 17000
        assert not samples[-int(PAUSE_SECONDS * RATE) :].any()


def test_a_visitor_always_has_the_same_voice() -> None:
    assert visitor_voice("+493012345612") == visitor_voice("+493012345612")
    assert "1 2" in visitor_voice("+493012345612").sentence


def test_melodies_where_nothing_can_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    played = [samples_of(voice) for voice in ALL]
    assert len({samples.tobytes() for samples in played}) == len(ALL)
    assert all(len(samples) == int((2 + PAUSE_SECONDS) * RATE) for samples in played)


def test_a_melody_where_the_speech_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise subprocess.CalledProcessError(1, "espeak-ng")

    monkeypatch.setattr(subprocess, "run", fails)
    assert len(samples_of(Voice("en", 50, "Hello"))) == int((2 + PAUSE_SECONDS) * RATE)


def test_a_melody_is_audible_all_the_way() -> None:
    quarter = melody("Anna").reshape(8, -1)
    assert np.all(np.sqrt(np.mean(quarter**2, axis=1)) > 0.3)
