"""Public holidays by country and region, by the `holidays` library."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

from ringback.core.hours.rules import Holidays, no_holidays

# What the library calls our languages, where it differs.
_LANGUAGES = {"zh-hans": "zh_CN"}


def holidays_of(country: str, region: str = "", language: str = "en") -> Holidays:
    """The public holidays of a country (ISO 3166 alpha-2) and region of it, named in `language` where they are.

    No country, or one the library does not know, keeps none.
    """
    if not country or country not in countries():
        return no_holidays
    return lambda year: _holidays(country, region, language, year)


def countries() -> Mapping[str, list[str]]:
    """The codes of the regions that have holidays of their own, by country."""
    return _supported()


def region_choices(country: str) -> list[tuple[str, str]]:
    """(code, name) of the regions of a country, by name; empty where the whole country keeps the same days."""
    names = _region_names(country)
    return sorted(((code, names.get(code, code)) for code in countries().get(country, [])), key=lambda one: one[1])


def region_name(country: str, region: str) -> str:
    """The region's own name ("Sachsen" for DE, SN), or its code."""
    return _region_names(country).get(region, region)


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library, loaded where holidays are first asked for: it weighs 10 MB in every process that does."""
    return import_module("holidays")


@lru_cache(maxsize=1)
def _supported() -> dict[str, list[str]]:
    found: dict[str, list[str]] = _library().list_supported_countries(include_aliases=False)
    return found


@lru_cache(maxsize=512)
def _holidays(country: str, region: str, language: str, year: int) -> dict[date, str]:
    known = region if region in countries()[country] else None
    found = _library().country_holidays(country, subdiv=known, years=year, language=_language(country, language))
    return {day: str(name).replace(";", ",") for day, name in found.items() if day.year == year}


def _language(country: str, language: str) -> str | None:
    """The library's name of our language for this country; English else, and the country's own where neither is."""
    spoken = _library().country_holidays(country).supported_languages
    for wanted in (_LANGUAGES.get(language, language), "en"):
        for one in spoken:
            if one == wanted or one.partition("_")[0] == wanted:
                return str(one)
    return None


@lru_cache(maxsize=64)
def _region_names(country: str) -> dict[str, str]:
    """The first alias that is a name and no other code."""
    if not countries().get(country):
        return {}
    aliases = _library().country_holidays(country).get_subdivision_aliases()
    return {code: next((name for name in names if len(name) > 3), code) for code, names in aliases.items()}
