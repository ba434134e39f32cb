"""Music as telephones play it, made in a process of its own with little memory and time: the file is a stranger's.

`python -m ringback.channels.voice.music.converting < file > wav`; a status of Status says why there is none.
"""

import io
import sys
import wave
from enum import IntEnum

import numpy as np
import soundfile

from ringback.base.kit.confined import confine
from ringback.channels.voice.prompts import RATE, Sound, levelled, resampled

MOST_CPU_SECONDS = 20
MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 300
LEAST_SECONDS = 2
KINDS = ("WAV", "WAVEX", "FLAC", "OGG")
MOST_RATE = 192_000
MOST_CHANNELS = 8
# Of full scale: what is softer is no music, whatever it is raised to.
LEAST_PEAK = 0.001
_BLOCK = 65_536


class Status(IntEnum):
    """Why nothing was made."""

    NO_SOUND = 3
    LENGTH = 4
    SILENT = 5


class ConvertingError(Exception):
    """The file is not what it should be."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


def converted(content: bytes) -> bytes:
    """A WAV of 8 kHz, mono, 16 bit, as loud as everything else that is played. Raises ConvertingError."""
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.format not in KINDS or not (1000 <= file.samplerate <= MOST_RATE) or file.channels > MOST_CHANNELS:
                raise ConvertingError(Status.NO_SOUND)
            sound = _mono(file)
            rate = int(file.samplerate)
    except (soundfile.SoundFileError, TypeError, ValueError) as trouble:
        raise ConvertingError(Status.NO_SOUND) from trouble
    if len(sound) < LEAST_SECONDS * rate:
        raise ConvertingError(Status.LENGTH)
    if not np.isfinite(sound).all() or float(np.abs(sound).max()) < LEAST_PEAK:
        raise ConvertingError(Status.SILENT)
    # Whole seconds: a length with few large factors, which the transform needs.
    whole = np.pad(sound, (0, -len(sound) % rate))
    made = resampled(whole, rate)[: round(len(sound) * RATE / rate)]
    return _wav(levelled(made))


def _mono(file: soundfile.SoundFile) -> Sound:
    """What a header says of its length is believed only as far as it is there."""
    parts: list[Sound] = []
    read = 0
    while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
        read += len(block)
        if read > MOST_SECONDS * file.samplerate:
            raise ConvertingError(Status.LENGTH)
        parts.append(block.mean(axis=1))
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def _wav(sound: Sound) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(np.rint(sound), -32768, 32767).astype("<i2").tobytes())
    return made.getvalue()


def main() -> None:
    """Read the file, write the sound."""
    confine(cpu_seconds=MOST_CPU_SECONDS, memory=MOST_MEMORY)
    try:
        sys.stdout.buffer.write(converted(sys.stdin.buffer.read()))
    except ConvertingError as error:
        sys.exit(error.status)


if __name__ == "__main__":
    main()
