"""Writing FLAC so that it is there whole or not at all, and a full disk is an error rather than a short file."""

import io
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import soundfile

from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.g711 import RATE

# Telephone speech becomes 0.3 % smaller at the usual level, for half as much CPU again.
FAST = 0.0


class _Disk(io.FileIO):
    """libsndfile swallows what its callbacks raise, so the first error is kept to be raised afterwards."""

    error: OSError | None = None

    def write(self, data: object) -> int:
        if self.error is not None:
            return 0
        whole = memoryview(data).cast("B")  # type: ignore[arg-type]
        written = 0
        try:
            while written < len(whole):
                written += super().write(whole[written:])
        except OSError as error:
            self.error = error
        return written


class FlacFile:
    """A stereo 16-bit FLAC at 8 kHz; on a clean exit it is synced and takes its name, otherwise nothing is left.

    `RecordingError` when the disk does not take it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Self:
        try:
            self._disk = _Disk(self._draft, "w+")
        except OSError as error:
            raise RecordingError(f"the recording cannot be written: {error.strerror}") from error
        self._sound = soundfile.SoundFile(self._disk, "w", samplerate=RATE, channels=2, format="FLAC", subtype="PCM_16")
        return self

    def write(self, samples: npt.NDArray[np.int16]) -> None:
        """Append frames, shape (frames, 2): left, right."""
        try:
            self._sound.write(samples)
        finally:
            self._raise()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._sound.close()
            if kind is None:
                self._raise()
                self._keep()
        finally:
            self._drop()

    def _keep(self) -> None:
        try:
            os.fsync(self._disk.fileno())
            self._draft.replace(self._path)
        except OSError as error:
            raise RecordingError(f"the recording cannot be written: {error.strerror}") from error

    def _drop(self) -> None:
        self._disk.close()
        self._draft.unlink(missing_ok=True)

    def _raise(self) -> None:
        if self._disk.error is not None:
            why = self._disk.error.strerror
            raise RecordingError(f"the recording cannot be written: {why}") from self._disk.error
