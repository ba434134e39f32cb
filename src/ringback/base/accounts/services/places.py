"""Countries and time zones to choose from, for every form that asks."""

import phonenumbers
from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from ringback.base.kit.zones import all_zones

# The first part of zone names that are places; the others are technical or historical.
_AREAS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
)


def country_choices() -> list[tuple[str, str]]:
    """(ISO 3166 alpha-2, name in the current language) of all countries with phone numbers, by name."""
    language = (get_language() or "en").partition("-")[0]
    named = [(code, country_name(code, language)) for code in phonenumbers.SUPPORTED_REGIONS]
    return sorted(named, key=lambda one: one[1])


def country_name(code: str, language: str = "en") -> str:
    """The country's name in a language, or in English where the language is unknown; the code where it has no name."""
    try:
        names = Locale(language).territories
    except UnknownLocaleError:
        names = Locale("en").territories
    return str(names.get(code, code))


def zone_choices() -> list[tuple[str, str]]:
    """(IANA name, the same to read) of the time zones that are places, and UTC."""
    zones = sorted(zone for zone in all_zones() if zone.partition("/")[0] in _AREAS)
    return [(zone, zone.replace("_", " ")) for zone in zones]
