"""Which city an address is in, by a file in MaxMind's format that the operator supplies; without it: nowhere."""

from collections import OrderedDict
from pathlib import Path
from typing import Any

import maxminddb
import structlog

from ringback.base.kit import clock
from ringback.doors.website.visitors import words
from ringback.doors.website.visitors.words import PlaceWords

log = structlog.get_logger(__name__)

LOOK_SECONDS = 60.0
MOST_REMEMBERED = 20_000
NOWHERE = words.place("", "")


class Cities:
    """Looks addresses up, and takes a newer file when one lies there. Belongs to one event loop."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        self._reader: maxminddb.Reader | None = None
        self._written_at = 0.0
        self._look_at = 0.0
        self._known: OrderedDict[str, PlaceWords] = OrderedDict()

    def place_of(self, address: str) -> PlaceWords:
        """The place of an address; NOWHERE when it is not known."""
        if self._path is None:
            return NOWHERE
        if clock.monotonic() >= self._look_at:
            self._look(self._path)
        known = self._known.get(address)
        if known is None:
            known = self._known[address] = self._read(address)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return known

    def _look(self, path: Path) -> None:
        self._look_at = clock.monotonic() + LOOK_SECONDS
        try:
            written_at = path.stat().st_mtime
            if written_at != self._written_at:
                self._reader, self._written_at = maxminddb.open_database(path), written_at
                self._known.clear()
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            log.warning("the file of cities cannot be read", path=str(path), error=type(error).__name__)

    def _read(self, address: str) -> PlaceWords:
        try:
            found: Any = self._reader.get(address) if self._reader is not None else None
        except (ValueError, maxminddb.InvalidDatabaseError):
            return NOWHERE
        if not isinstance(found, dict):
            return NOWHERE
        country = found.get("country") or found.get("registered_country") or {}
        return words.place(str(country.get("iso_code", ""))[:2], _name(found.get("city"))[:100])


def _name(found: Any) -> str:
    names = found.get("names", {}) if isinstance(found, dict) else {}
    return str(names.get("en") or next(iter(names.values()), "")) if isinstance(names, dict) else ""
