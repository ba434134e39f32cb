"""How something is said to people outside: in their language, by their clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from tomllib import loads
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import format_decimal

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language ("de"), a clock, and the `words` of what is to be said."""

    language: str
    zone: ZoneInfo
    words: Mapping[str, str]

    def day(self, at: datetime) -> str:
        """The day of `at`, as "Thursday 26 November"."""
        return str(format_skeleton("MMMMEEEEd", at, self.zone, locale=_locale(self.language)))

    def date(self, at: datetime) -> str:
        """The day of `at` with its year, as "26 November 2026": for what is years away."""
        return str(format_date(at.astimezone(self.zone), "long", locale=_locale(self.language)))

    def clock(self, at: datetime) -> str:
        """The time of `at`, as "14:30"."""
        return str(format_time(at.astimezone(self.zone), "short", self.zone, locale=_locale(self.language)))

    def zone_name(self, at: datetime) -> str:
        """What the clock is called then, as "CET": it tells an hour that comes twice apart."""
        return str(get_timezone_name(at.astimezone(self.zone), "short", locale=_locale(self.language)))

    def moment(self, at: datetime) -> str:
        """`at` in full, as "Thursday 26 November, 14:30 (CET)"."""
        return f"{self.day(at)}, {self.clock(at)} ({self.zone_name(at)})"

    def amount(self, amount: Decimal) -> str:
        """A number as "2,800" or "2,800.50"."""
        plain = amount.to_integral_value() if amount == amount.to_integral_value() else amount
        return str(format_decimal(plain, locale=_locale(self.language)))


class Vocabulary:
    """The same words in several languages: a file each in `folder`, as "de.toml". English stands in for any other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def languages(self) -> Mapping[str, Mapping[str, str]]:
        """The words by their language."""
        return {path.stem: loads(path.read_text("utf-8")) for path in sorted(self._folder.glob("*.toml"))}

    def tongue(self, zone: str, *wishes: str) -> Tongue:
        """The first language of `wishes` (tags such as "de-AT") that there are words in, and a zone's clock."""
        language = self._language(wishes)
        return Tongue(language, ZoneInfo(zone), self.languages[language])

    def words(self, *wishes: str) -> Mapping[str, str]:
        """The words in the first language of `wishes` that there are words in."""
        return self.languages[self._language(wishes)]

    def _language(self, wishes: Iterable[str]) -> str:
        shorts = (wish.partition("-")[0].lower() for wish in wishes)
        return next((one for one in shorts if one in self.languages), FALLBACK)


@lru_cache(maxsize=20)
def _locale(language: str) -> Locale:
    # English as most of the world writes it: 14:30, and the day before the month.
    return Locale("en", "GB") if language == "en" else Locale(language)
