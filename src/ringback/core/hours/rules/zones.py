"""In which time zones a person is judged, and how we know."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

# Files beside the zones that name no place of their own.
_NO_ZONES = frozenset({"Factory", "localtime", "posixrules"})


class Told(StrEnum):
    """How a person's time zone is known, the surest first."""

    SAID = "said"
    BROWSER = "browser"
    CITY = "city"
    PLACE = "place"
    NUMBER = "number"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """The zones that a person may be in, all of which count, and the reason why these."""

    zones: tuple[str, ...]
    reason: Told


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The IANA time zones of this machine; looked up once, since it reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones()) - _NO_ZONES


def zone_named(name: str) -> ZoneInfo | None:
    """The zone, or None for what is none: "", "Etc/Unknown", a path."""
    return ZoneInfo(name) if name in known_zones() else None


def zones_of(
    *,
    said: str = "",
    browser: str = "",
    city: str = "",
    place: str = "",
    number: Iterable[str] = (),
    organisation: str = "UTC",
) -> ZoneAnswer:
    """Judge in what the person said, else their browser's zone, their city's, the site's or opening's, their number's.

    `place`, the zone of the site or opening, counts where it is plausible: their number may be from there, or tells
    nothing. `number` are all the zones of the number, and all count: the strictest decides. Names that are no zones
    are passed over. Where nothing is known, the organisation's own zone has to do (DESIGN: zones).
    """
    of_number = tuple(sorted({zone for zone in number if zone in known_zones()}))
    for name, told in ((said, Told.SAID), (browser, Told.BROWSER), (city, Told.CITY)):
        if name in known_zones():
            return ZoneAnswer((name,), told)
    if place in known_zones() and (place in of_number or not of_number):
        return ZoneAnswer((place,), Told.PLACE)
    if of_number:
        return ZoneAnswer(of_number, Told.NUMBER)
    return ZoneAnswer((organisation if organisation in known_zones() else "UTC",), Told.ORGANISATION)
