"""The time zone of a stated city: by the cities that zones are named after, and by countries that have one zone."""

from functools import lru_cache
from importlib import resources

from ringback.core.hours.rules import known_zones


def city_zone(city: str, country: str = "") -> str:
    """The IANA zone of a city in a country (ISO 3166 alpha-2), or "" where neither tells it.

    A city that names a zone counts only within its country, where one is given: there is a Moscow in Idaho.
    """
    zone = _cities().get(_plain(city), "")
    if zone and (not country or country in _countries().get(zone, frozenset())):
        return zone
    own = [zone for zone, there in _countries().items() if country in there] if city.strip() and country else []
    return own[0] if len(own) == 1 else ""


def _plain(city: str) -> str:
    return "".join(letter for letter in city.casefold() if letter.isalnum())


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {_plain(zone.rpartition("/")[2]): zone for zone in sorted(_countries())}


@lru_cache(maxsize=1)
def _countries() -> dict[str, frozenset[str]]:
    """The countries of each zone, as the zone database itself lists them."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    found: dict[str, set[str]] = {}
    for code, _where, zone, *_comment in rows:
        if zone in known_zones():
            found.setdefault(zone, set()).add(code)
    return {zone: frozenset(codes) for zone, codes in found.items()}
