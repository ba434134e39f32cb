"""Which side of a recording is whose: the note beside rtpengine's pcap file, written when recording starts."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "sides"
PCAPS = "pcaps"


@dataclass(frozen=True, slots=True)
class Sides:
    """rtpengine's own RTP ports towards each party: every recorded packet names one as its destination.

    Ports and not SSRCs, because a phone may change its SSRC at any time (hold, transfer, a restart) while the port
    stays for the call's life; and our own note and not rtpengine's metadata file, because that is only written when
    the call ends, so a killed rtpengine leaves none.
    """

    call_id: str
    agent_port: int
    visitor_port: int
    metadata: str = ""


def find_pcap(recording_dir: Path, call_id: str) -> Path | None:
    """rtpengine's file of that call (it appends a random part to the name), the newest if there are several."""
    try:
        with os.scandir(recording_dir / PCAPS) as entries:
            found = [(entry.stat().st_mtime, entry.path) for entry in entries if _is_of(entry.name, call_id)]
    except OSError:
        return None
    return Path(max(found)[1]) if found else None


def _is_of(name: str, call_id: str) -> bool:
    return name.startswith(f"{call_id}-") and name.endswith(".pcap")


def note_path(pcap: Path) -> Path:
    """Where the note of that pcap lies: `spool/pcaps/x.pcap` → `spool/sides/x.json`."""
    return pcap.parent.parent / FOLDER / f"{pcap.stem}.json"


def write_note(pcap: Path, sides: Sides) -> None:
    """Write the note so that a reader never sees half of it. `OSError` when the folder cannot be written."""
    path = note_path(pcap)
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(sides)), encoding="utf-8")
    draft.replace(path)


def read_note(pcap: Path) -> Sides | None:
    """The note of that pcap; None where there is none that can be read."""
    try:
        note = json.loads(note_path(pcap).read_text(encoding="utf-8"))
        return Sides(
            str(note["call_id"]), int(note["agent_port"]), int(note["visitor_port"]), str(note.get("metadata", ""))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
