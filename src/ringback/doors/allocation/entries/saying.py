"""What applicants read around a campaign's own texts, in six languages."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_name

from ringback.base.kit.tongues import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
# As a language calls itself.
OWN_NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "ru": "Русский", "zh": "中文", "ar": "العربية"}


def language_of(*wishes: str) -> str:
    """The first of these tags that there are words in; English for none."""
    shorts = (wish.partition("-")[0].lower() for wish in wishes)
    return next((one for one in shorts if one in OWN_NAMES), "en")


def consent_text(language: str, organisation: str) -> str:
    """What somebody agrees to who applies."""
    return VOCABULARY.words(language)["consent"].format(company=organisation)


@lru_cache(maxsize=200)
def consents(organisation: str) -> Mapping[str, str]:
    """The texts of consent in every language, by their versions."""
    texts = [consent_text(language, organisation) for language in OWN_NAMES]
    return {version_of(text): text for text in texts}


def version_of(text: str) -> str:
    """What names a text: a change of a letter is another version."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def last_day(day: date, zone: str, language: str) -> tuple[str, str]:
    """A region's last day, and what its clock is called then: "12 May 2026", "Central European Summer Time"."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    place = locale_of(language)
    return str(format_date(day, "long", locale=place)), str(get_timezone_name(noon, "long", locale=place))


def delivery(first: date | None, last: date | None, language: str) -> str:
    """The months in which places are delivered: "January 2027 – December 2028"; "" where nothing is said."""
    place = locale_of(language)
    if first and last:
        return str(format_interval(first, last, "yMMMM", locale=place))
    one = first or last
    month = format_skeleton("yMMMM", one, locale=place) if one else ""
    return f"{month} –" if first else f"– {month}" if last else ""


def locale_of(language: str) -> Locale:
    """How days and amounts are written in that language: English as most of the world writes it."""
    return Locale("en", "GB") if language == "en" else Locale(language)


@lru_cache(maxsize=20)
def country_names(language: str) -> Mapping[str, str]:
    """Countries by their ISO 3166 codes, as the language calls them, in its order of names."""
    names = Locale(language).territories
    found = {code: str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


# What the Unicode territories have beside countries.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
