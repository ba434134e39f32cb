"""Asking for the times of entries: by a process of its own, so long and no longer."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ringback.base.kit.confined import BusyError, Confined, TooLongError
from ringback.base.kit.errors import RingbackError
from ringback.core.hours.connected.times import Appointment

_EXPANDING = Confined("ringback.core.hours.connected.expanding", seconds=40, at_once=4)


class UnreadableError(RingbackError):
    """The calendar is too much to read, or broken as a whole."""


@dataclass(frozen=True, slots=True)
class Read:
    """The times of the entries that could be read, and how many entries could not."""

    appointments: list[Appointment]
    unread: int


def times_in(texts: Sequence[str], since: datetime, until: datetime, zone: ZoneInfo, own: Collection[str] = ()) -> Read:
    """The times of all these entries; see `times.times_of`. Raises UnreadableError."""
    if not texts:
        return Read([], 0)
    span = {"since": since.isoformat(), "until": until.isoformat(), "zone": zone.key}
    asked = json.dumps({**span, "own": sorted(own), "entries": list(texts)}).encode()
    try:
        rows = json.loads(_EXPANDING.run(asked).stdout)
    except (BusyError, TooLongError, ValueError) as error:
        raise UnreadableError("The calendar is too much to read.") from error
    whole = [row for row in rows if len(row) > 1]
    return Read([_appointment(row) for row in whole], len(rows) - len(whole))


def _appointment(row: list[object]) -> Appointment:
    _position, uid, starts, ends, busy, off = row
    return Appointment(
        str(uid), datetime.fromisoformat(str(starts)), datetime.fromisoformat(str(ends)), bool(busy), bool(off)
    )
