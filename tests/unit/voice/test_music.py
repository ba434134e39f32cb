"""Music from strangers' files: telephones' sound out of every kind that is taken, and nothing out of all others."""

import io
import subprocess
import sys
import wave

import numpy as np
import pytest
import soundfile

from ringback.channels.voice.music import converting
from ringback.channels.voice.music.converting import ConvertingError, Status, converted


def file_of(kind: str, seconds: float = 3.0, rate: int = 44_100, hertz: float = 440.0, loud: float = 0.05) -> bytes:
    """A tone on the left, twice as high on the right."""
    at = np.arange(round(seconds * rate)) / rate
    both = np.stack([np.sin(2 * np.pi * hertz * at), np.sin(4 * np.pi * hertz * at)], axis=1)
    made = io.BytesIO()
    with soundfile.SoundFile(made, "w", rate, 2, format=kind) as file:
        for start in range(0, len(both), rate):  # the encoder of OGG fails at more in one piece
            file.write(both[start : start + rate] * loud)
    return made.getvalue()


def read(made: bytes) -> tuple[int, int, int, np.ndarray]:
    with wave.open(io.BytesIO(made)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
        return file.getframerate(), file.getnchannels(), file.getsampwidth(), samples


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
def test_every_kind_becomes_what_telephones_play(kind: str) -> None:
    rate, channels, width, samples = read(converted(file_of(kind)))
    assert (rate, channels, width, len(samples)) == (8000, 1, 2, 24_000)
    spectrum = np.abs(np.fft.rfft(samples[4000:12_000]))
    assert sorted(np.argsort(spectrum)[-2:]) == [440, 880], "both channels, at their pitch"
    assert 11_000 < np.abs(samples).max() < 13_000, "soft files are as loud as others"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", Status.NO_SOUND),
        (b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\x00" * 40, Status.NO_SOUND),
        (b"<svg onload=alert(1)>" * 50, Status.NO_SOUND),
        (file_of("AIFF"), Status.NO_SOUND),
        (file_of("WAV", seconds=0.5), Status.LENGTH),
        (file_of("OGG", seconds=301, rate=8000), Status.LENGTH),
        (file_of("WAV", loud=0.0), Status.SILENT),
    ],
    ids=["nothing", "header", "markup", "aiff", "short", "long", "silent"],
)
def test_what_is_no_music_is_refused_with_its_reason(content: bytes, status: Status) -> None:
    with pytest.raises(ConvertingError) as raised:
        converted(content)
    assert raised.value.status == status


def test_the_process_of_its_own_says_it_by_its_status() -> None:
    command = [sys.executable, "-m", converting.__name__]
    done = subprocess.run(command, input=file_of("FLAC")[:2000], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) in {(Status.NO_SOUND, b""), (Status.LENGTH, b"")}
