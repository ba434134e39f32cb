"""The folder rtpengine records into: how much room is left, what lies in it, and clearing up after a conversion."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from ringback.channels.voice.engine.sides import FOLDER, PCAPS, find_pcap, note_path

__all__ = ["RECORDING_BYTES_A_SECOND", "discard", "find_pcap", "left_behind", "spool_room"]

# Two parties, fifty packets a second each, 160 bytes of sound and 70 of headers.
RECORDING_BYTES_A_SECOND = 2 * 50 * 230
# Left free on the disk whatever the limit says: the database may live there too.
RESERVE_BYTES = 256 << 20


def spool_room(folder: Path, most_bytes: int) -> int:
    """How many more bytes recordings may take: what is left of `most_bytes` and of the disk, never below 0.

    Ask before a recording starts; a call of an hour takes about 83 MB (`RECORDING_BYTES_A_SECOND`).
    """
    used = sum(size for _, size, _ in _pcaps(folder))
    try:
        free = shutil.disk_usage(folder).free - RESERVE_BYTES
    except OSError:
        return 0
    return max(0, min(most_bytes - used, free))


def left_behind(folder: Path, quiet_seconds: float) -> list[Path]:
    """Pcaps nobody has written to for so long, oldest first: recordings whose call was never seen to end."""
    now = time.time()
    old = [(changed, path) for path, _, changed in _pcaps(folder) if now - changed >= quiet_seconds]
    return [path for _, path in sorted(old)]


def discard(pcap: Path) -> None:
    """Remove a converted (or unwanted) recording with its note and rtpengine's metadata; gone already is fine."""
    spool = pcap.parent.parent
    stem = f"rtpengine-meta-{pcap.stem}"
    for path in (pcap, note_path(pcap), spool / "metadata" / f"{stem}.txt", spool / "tmp" / f"{stem}.tmp"):
        path.unlink(missing_ok=True)
    for draft in (spool / FOLDER).glob(f"{pcap.stem}.draft"):
        draft.unlink(missing_ok=True)


def _pcaps(folder: Path) -> Iterator[tuple[Path, int, float]]:
    for path in (folder / PCAPS).glob("*.pcap"):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        yield path, facts.st_size, facts.st_mtime
