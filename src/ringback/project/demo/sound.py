"""What a demo phone says: a spoken sentence of its own, or its own melody where nothing can speak."""

import hashlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 8000
PAUSE_SECONDS = 0.8
_LOUDEST = 0.5
_VISITOR_VOICES = ("en-us+f5", "en-gb+m8", "en+f1", "en-us+m1", "en-gb-scotland+f4", "en+m5")
_NOTES_HERTZ = (262, 294, 330, 349, 392, 440, 494, 523, 587, 659)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks what: an espeak-ng voice, its pitch (0 to 99) and the sentence."""

    speaker: str
    pitch: int
    sentence: str


def visitor_voice(number: str) -> Voice:
    """The voice of the visitor with `number` (E.164): always the same, and said to be who it is."""
    seed = hashlib.blake2s(number.encode()).digest()
    ending = " ".join(number[-2:])
    return Voice(
        _VISITOR_VOICES[seed[0] % len(_VISITOR_VOICES)],
        30 + seed[1] % 50,
        f"Hello, I am the visitor who asked for a call. My number ends in {ending}.",
    )


def samples_of(voice: Voice) -> NDArray[np.int16]:
    """`voice` as 16-bit samples at 8 kHz, with a pause at the end so that it may be looped."""
    spoken = _spoken(voice) if shutil.which("espeak-ng") else None
    if spoken is None:
        spoken = melody(f"{voice.speaker} {voice.pitch} {voice.sentence}")
    loud = spoken * (_LOUDEST / max(float(np.max(np.abs(spoken))), 1e-6))
    return np.concatenate([loud * 32767, np.zeros(int(PAUSE_SECONDS * RATE))]).astype(np.int16)


def melody(name: str) -> NDArray[np.float64]:
    """Eight soft notes that `name` alone has (-1 to 1 at 8 kHz, 2 s)."""
    seed = hashlib.blake2s(name.encode()).digest()
    time = np.arange(RATE // 4) / RATE
    shape = np.minimum(1, np.minimum(time, time[::-1]) / 0.02)
    notes = (_NOTES_HERTZ[byte % len(_NOTES_HERTZ)] for byte in seed[:8])
    return np.concatenate([np.sin(2 * np.pi * note * time) * shape for note in notes])


def _spoken(voice: Voice) -> NDArray[np.float64] | None:
    """The sentence through espeak-ng; None when it fails, since a demo with melodies is still a demo."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sentence.wav")
        command = ["espeak-ng", "-v", voice.speaker, "-p", str(voice.pitch), "-s", "155", "-w", str(path)]
        try:
            subprocess.run([*command, "--", voice.sentence], check=True, capture_output=True, timeout=20)
            wave, rate = soundfile.read(path, dtype="float64")
        except (OSError, subprocess.SubprocessError, soundfile.SoundFileError):
            return None
    return _resampled(wave, rate) if len(wave) > rate // 4 else None


def _resampled(wave: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """`wave` at 8 kHz; cutting the spectrum leaves out what 8 kHz cannot carry."""
    length = len(wave) * RATE // rate
    spectrum = np.fft.rfft(wave)[: length // 2 + 1]
    return np.fft.irfft(spectrum, length) * (length / len(wave))
