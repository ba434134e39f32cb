"""Decisions about candidacies and contacts as pure functions over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

# In which order one asks whether there is an answer (MISSION S14).
ASKED_IN_ORDER = ("hr", "interviewer", "manager", "office")

# A yes that is signed, a no, or one's own withdrawal: nothing is owed any more (MISSION S12).
ENDS = frozenset({"signed", "refused", "withdrawn"})
# What stands on the board from left to right; what has ended, and what is put aside, is behind it.
COLUMNS = ("found", "applied", "invited", "interviewed", "second", "offer")

USUAL_HOURS = (time(9), time(17))


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When somebody is at an employer's desk, in the IANA zone of the place."""

    zone: str
    opens: time
    closes: time


def in_order(ranks: Iterable[tuple[int, str, int]]) -> list[int]:
    """The ids of `(id, rank, position)` in the order in which one asks; secretaries are left out (MISSION S14)."""
    asked = [one for one in ranks if one[1] in ASKED_IN_ORDER]
    return [number for number, _rank, _position in sorted(asked, key=lambda one: (_place(one[1]), one[2], one[0]))]


def hours(opens: str, closes: str, zone: str) -> OfficeHours:
    """The hours that were typed, "09:00" to "17:00"; the usual ones where they are missing or no hours."""
    first, last = read_time(opens), read_time(closes)
    if first is None or last is None or first >= last:
        first, last = USUAL_HOURS
    return OfficeHours(zone, first, last)


def read_time(text: str) -> time | None:
    """ "9:00", "09:00", "9", "9.30" or "0930" as a time of day; None for anything else."""
    plain = text.strip().replace(".", ":").replace("h", ":")
    if plain.isdecimal() and len(plain) in (3, 4):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    hour, _colon, minute = plain.partition(":")
    if not (hour.isdecimal() and len(hour) < 3 and (minute.isdecimal() or not minute) and len(minute) < 3):
        return None
    values = int(hour), int(minute or 0)
    return time(*values) if values[0] < 24 and values[1] < 60 else None


def ends(stage: str) -> bool:
    """Whether a stage ends a candidacy."""
    return stage in ENDS


def _place(rank: str) -> int:
    return ASKED_IN_ORDER.index(rank)
