"""What is played into calls: spoken texts, the ringing tone and the beep, as WAV files (8 kHz, mono, 16 bit)."""

import hashlib
import io
import logging
import os
import re
import secrets
import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 8000
VERSION = 1  # part of every file's name: a change of how sound is made must not find the old files
PROGRAM = "espeak-ng"
LONGEST_TEXT = 600
LONGEST_SECONDS = 10.0
MOST_FILES = 2000
WORDS_A_MINUTE = 150
PEAK = 20_000
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
LAST_RESORT = "en"
MOST_MUSIC = 60_000_000
CHORD_SECONDS = 6.0

log = logging.getLogger(__name__)

Sound = npt.NDArray[np.float64]
# Ringing as the ear of a region knows it: hertz, then seconds on and off in turn.
RINGING: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "": ((425,), (1.0, 4.0)),
    "GB": ((400, 450), (0.4, 0.2, 0.4, 2.0)),
    "IE": ((400, 450), (0.4, 0.2, 0.4, 2.0)),
    "AU": ((400, 450), (0.4, 0.2, 0.4, 2.0)),
    "US": ((440, 480), (2.0, 4.0)),
    "CA": ((440, 480), (2.0, 4.0)),
}


def can_speak() -> bool:
    """Whether texts are spoken here; otherwise a short melody stands for each of them."""
    return shutil.which(PROGRAM) is not None


class Prompts:
    """WAV files in a folder, made once and found again by what they say.

    The files can be read by everyone, since rtpengine runs as its own user and opens them by path. Making a spoken
    one takes about a tenth of a second: do it before a call is placed, never on the SIP thread.
    """

    def __init__(self, folder: Path, most_files: int = MOST_FILES) -> None:
        self._folder = folder
        self._most_files = most_files

    def spoken(self, text: str, language: str = LAST_RESORT) -> Path:
        """The text (at most 600 characters count) in the language of that code ("de", "pt-BR"), or the nearest.

        Without espeak-ng, or when it fails, two rising notes: recognisable, and not silence. `OSError` when the
        folder cannot be written.
        """
        words = _plain(text)
        code = language.lower() if LANGUAGE.fullmatch(language.lower()) else LAST_RESORT
        key = f"{code}|{words}|{can_speak()}"
        return self._file(key, lambda: _speech(words, code) if words else _melody())

    def ringing(self, country: str = "") -> Path:
        """The tone a caller hears while it rings in that country (ISO code; the European one where unknown)."""
        country = country if country in RINGING else ""
        return self._file(f"ringing|{country}", lambda: _ringing(*RINGING[country]))

    def beep(self) -> Path:
        """The short beep that says a recording begins."""
        return self._file("beep", lambda: _tone((1400,), 0.25))

    def music(self, own: str = "") -> Path:
        """What whoever waits on the line hears again and again: the WAV file `own`, else a soft one of ours.

        A file that is not there, too long or no WAV is as none.
        """
        stamp = _stamp(own)
        return self._file(f"music|{stamp}", lambda: _own_or_soft(own if stamp else ""))

    def kept(self, name: str, read: Callable[[], bytes]) -> Path:
        """A WAV file of the storage, `name` of which says what is in it, put where the media server reads it."""
        return self._file(f"kept|{name}", lambda: _of_bytes(read()))

    def _file(self, key: str, make: Callable[[], Sound]) -> Path:
        name = hashlib.sha256(f"{VERSION}|{key}".encode()).hexdigest()[:32]
        path = self._folder / f"{name}.wav"
        try:
            os.utime(path)  # used again: the last to be cleared away
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o755)
            _write(path, make())
            self._clear_away()
        return path

    def _clear_away(self) -> None:
        """Whispers name people and pages, so that files would pile up: the longest unused go."""
        files = list(self._folder.glob("*.wav"))
        if len(files) <= self._most_files:
            return
        files.sort(key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) - self._most_files]:
            path.unlink(missing_ok=True)


def _plain(text: str) -> str:
    """One line without control characters; brackets go, since espeak-ng reads "[[…]]" as phonemes."""
    letters = "".join(letter if letter.isprintable() and letter not in "[]<>" else " " for letter in text)
    return " ".join(letters.split())[:LONGEST_TEXT]


def _speech(text: str, language: str) -> Sound:
    """Tries the code, then its language, then English."""
    for code in dict.fromkeys((language, language.split("-")[0], LAST_RESORT)):
        sound = _say(text, code)
        if sound is not None:
            return sound
    return _melody()


def _say(text: str, code: str) -> Sound | None:
    """The text goes through standard input: no shell, and a leading dash is only a dash."""
    command = [PROGRAM, "-v", code, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
    try:
        made = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=LONGEST_SECONDS, check=True
        ).stdout
        return _read_spoken(made)
    except (OSError, subprocess.SubprocessError, wave.Error, EOFError):
        return None


def _read_spoken(made: bytes) -> Sound | None:
    with wave.open(io.BytesIO(made)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(len(made) // 2), "<i2").astype(np.float64)
    if len(samples) < rate // 20:
        return None
    sound = resampled(samples, rate)
    return sound * (PEAK / max(1.0, float(np.abs(sound).max())))


def resampled(samples: Sound, rate: int) -> Sound:
    """To 8 kHz through the spectrum: what is above 4 kHz is cut, so nothing folds back."""
    size = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(size // 2 + 1, np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    return np.fft.irfft(kept, size) * (size / len(samples))


def _tone(hertz: tuple[float, ...], seconds: float) -> Sound:
    """With soft edges, which would click otherwise."""
    at = np.arange(round(seconds * RATE)) / RATE
    edge = np.clip(np.minimum(at, at[::-1]) / 0.01, 0, 1)
    parts = [np.sin(2 * np.pi * each * at) for each in hertz]
    return np.asarray(PEAK * 0.5 * edge * np.sum(parts, axis=0) / len(parts), np.float64)


def _ringing(hertz: tuple[float, ...], cadence: tuple[float, ...]) -> Sound:
    parts = [
        _tone(hertz, seconds) if index % 2 == 0 else np.zeros(round(seconds * RATE))
        for index, seconds in enumerate(cadence)
    ]
    return np.concatenate(parts)


def _stamp(path: str) -> str:
    """Another one when the file is another; "" for none."""
    try:
        found = Path(path).stat() if path else None
    except OSError:
        return ""
    return f"{path}|{found.st_mtime_ns}|{found.st_size}" if found is not None and found.st_size < MOST_MUSIC else ""


def _of_bytes(content: bytes) -> Sound:
    with wave.open(io.BytesIO(content)) as file:
        return _of_wave(file)


def _own_or_soft(path: str) -> Sound:
    if path:
        try:
            with wave.open(path) as file:
                return _of_wave(file)
        except (OSError, wave.Error, EOFError, ValueError) as trouble:
            log.warning("the music cannot be read, and ours is played: %s", trouble)
    return _soft_music()


def _of_wave(file: wave.Wave_read) -> Sound:
    """16 bits a sample; of several channels the mean."""
    if file.getsampwidth() != 2:
        raise ValueError("a WAV file of 16 bits a sample is wanted")
    rate, channels = file.getframerate(), file.getnchannels()
    samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
    sound = resampled(samples.reshape(-1, channels).mean(axis=1), rate)
    return levelled(sound)


def levelled(sound: Sound) -> Sound:
    """As loud as music is played under spoken words."""
    return sound * (PEAK * 0.6 / max(1e-9, float(np.abs(sound).max())))


def _soft_music() -> Sound:
    """Four chords that come and go, a quarter of an octave of arpeggio over each: twenty-four seconds that loop."""
    chords = ((220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 207.7, 246.9))
    return np.concatenate([_chord(chord) for chord in chords])


def _chord(hertz: tuple[float, ...]) -> Sound:
    size = round(CHORD_SECONDS * RATE)
    at = np.arange(size) / RATE
    swell = np.sin(np.pi * np.arange(size) / size) ** 2
    pad = sum(np.sin(2 * np.pi * each * at) for each in hertz) / len(hertz)
    notes = np.zeros(size)
    for number, each in enumerate((*hertz, *reversed(hertz))):
        since = np.clip(at - number * CHORD_SECONDS / 6, 0, None)
        notes += np.where(since > 0, np.exp(-2.5 * since) * np.sin(4 * np.pi * each * since), 0)
    return np.asarray(PEAK * (0.16 * swell * pad + 0.12 * notes * np.minimum(1, (at[::-1]) / 0.2)), np.float64)


def _melody() -> Sound:
    return np.concatenate([_tone((660,), 0.25), np.zeros(RATE // 20), _tone((880,), 0.4)])


def _write(path: Path, sound: Sound) -> None:
    """Whole or not at all: rtpengine may be asked to play it the next moment."""
    draft = path.with_name(f".{path.stem}-{secrets.token_hex(4)}")
    try:
        with wave.open(str(draft), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.clip(np.rint(sound), -32768, 32767).astype("<i2").tobytes())
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
