"""Prompts: spoken where there is a voice, recognisable where not, made once, and safe with any text."""

import os
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringback.channels.voice import prompts
from ringback.channels.voice.prompts import Prompts
from tests.integration.media.g711 import RATE, Samples, loudness


def sound(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def test_texts_are_spoken_and_differ_by_language(tmp_path: Path) -> None:
    made = Prompts(tmp_path)
    german, english = made.spoken("Rückruf für Anna, Seite Preise", "de"), made.spoken("Rückruf", "en-GB")
    assert german != english
    assert 1.5 < len(sound(german)) / RATE < 5
    assert 15_000 < np.abs(sound(german).astype(int)).max() <= 20_100


def test_longer_texts_take_longer(tmp_path: Path) -> None:
    made = Prompts(tmp_path)
    assert len(sound(made.spoken("one two three four five six"))) > 2 * len(sound(made.spoken("one")))


@pytest.mark.parametrize(
    "text", ["--help", "-f /etc/passwd", "$(reboot); `id`", "[[h@'loU]]", "<speak>x</speak>", "\0\n\r"]
)
def test_texts_are_only_texts(tmp_path: Path, text: str) -> None:
    assert len(sound(Prompts(tmp_path).spoken(text))) > RATE // 20


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), language=st.text(max_size=8))
def test_any_text_in_any_language_makes_a_file(tmp_path: Path, text: str, language: str) -> None:
    assert len(sound(Prompts(tmp_path).spoken(text, language))) > 0


def test_a_text_is_cut_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(prompts, "_say", lambda text, code: seen.append(text))
    Prompts(tmp_path).spoken("word " * 5000)
    assert {len(text) for text in seen} == {prompts.LONGEST_TEXT}


def test_an_unknown_language_falls_back_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(prompts, "_say", lambda text, code: tried.append(code))
    path = Prompts(tmp_path).spoken("text", "xx-YY")
    assert tried == ["xx-yy", "xx", "en"]
    assert loudness(sound(path)[:1600], 660) > 5000


def test_without_a_voice_there_are_two_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "PROGRAM", "no-such-voice")
    melody = sound(Prompts(tmp_path).spoken("A callback for Anna"))
    assert loudness(melody[200:1800], 660) > 5000
    assert loudness(melody[2600:5000], 880) > 5000


def test_a_voice_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(prompts, "PROGRAM", str(hanging))
    monkeypatch.setattr(prompts, "LONGEST_SECONDS", 0.2)
    assert loudness(sound(Prompts(tmp_path / "made").spoken("text"))[200:1800], 660) > 5000


def test_a_file_is_made_once(tmp_path: Path) -> None:
    made = Prompts(tmp_path)
    first = made.spoken("the same", "en")
    inode = first.stat().st_ino
    assert made.spoken(" the  same\n", "EN") == first
    assert first.stat().st_ino == inode
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_rtpengines_user_may_read_them(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    path = Prompts(folder).beep()
    assert folder.stat().st_mode & 0o777 == 0o755
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_longest_unused_are_cleared_away(tmp_path: Path) -> None:
    made = Prompts(tmp_path, most_files=2)
    ringing, beep = made.ringing(), made.beep()
    os.utime(ringing, (1, 1))
    os.utime(beep, (2, 2))
    made.ringing()  # used again, so the beep is now the oldest
    american = made.ringing("US")
    assert set(tmp_path.iterdir()) == {ringing, american}


def test_ringing_has_the_regions_tone_and_cadence(tmp_path: Path) -> None:
    made = Prompts(tmp_path)
    europe, america = sound(made.ringing("DE")), sound(made.ringing("US"))
    assert len(europe) == 5 * RATE
    assert loudness(europe[:RATE], 425) > 8000
    assert not europe[RATE:].any()
    assert loudness(america[: 2 * RATE], 440) > 4000
    assert loudness(america[: 2 * RATE], 480) > 4000


def test_the_beep_is_short_and_high(tmp_path: Path) -> None:
    beep = sound(Prompts(tmp_path).beep())
    assert len(beep) == RATE // 4
    assert loudness(beep, 1400) > 8000
