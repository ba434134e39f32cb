"""How interviews are said to candidates: in their language, by the clock of the place or their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tomllib import loads
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time, get_timezone_name
from babel.numbers import format_decimal

from ringback.doors.hiring.openings.models import Opening

FOLDER = Path(__file__).parent / "languages"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A candidate's language, and the clock that their interview goes by."""

    language: str
    zone: ZoneInfo

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the page and of what messages say beside their own texts."""
        return words_of(self.language)

    def day(self, at: datetime) -> str:
        """The day of `at`, as "Thursday, 26 November"."""
        return str(format_skeleton("MMMMEEEEd", at, self.zone, locale=_locale(self.language)))

    def clock(self, at: datetime) -> str:
        """The time of `at`, as "14:30"."""
        return str(format_time(at.astimezone(self.zone), "short", self.zone, locale=_locale(self.language)))

    def zone_name(self, at: datetime) -> str:
        """What the clock is called then, as "CET": it tells an hour that comes twice apart."""
        return str(get_timezone_name(at.astimezone(self.zone), "short", locale=_locale(self.language)))

    def moment(self, at: datetime) -> str:
        """`at` in full, as "Thursday, 26 November, 14:30 (CET)"."""
        return f"{self.day(at)}, {self.clock(at)} ({self.zone_name(at)})"

    def pay(self, opening: Opening) -> str:
        """The pay range, as "2,800 – 3,400 EUR a month"; "" where nothing is said."""
        ends = [self._amount(end) for end in (opening.pay_from, opening.pay_to) if end is not None]
        if not ends:
            return ""
        if len(ends) == 1:
            ends = [self.words["pay_from" if opening.pay_to is None else "pay_to"].format(pay=ends[0])]
        period = self.words[f"per_{opening.pay_period}"]
        return f"{' – '.join(dict.fromkeys(ends))} {opening.currency} {period}"

    def place(self, opening: Opening) -> str:
        """Where the work is done; "" where nobody has said."""
        home = "" if opening.remote == Opening.Remote.NO else self.words[f"remote_{opening.remote}"]
        return ", ".join(part for part in (opening.place, home) if part)

    def _amount(self, amount: Decimal) -> str:
        plain = amount.to_integral_value() if amount == amount.to_integral_value() else amount
        return str(format_decimal(plain, locale=_locale(self.language)))


def tongue(zone: str, *wishes: str) -> Tongue:
    """The first language of `wishes` (tags such as "de-AT") that there are words for, and a zone's clock."""
    shorts = (wish.partition("-")[0].lower() for wish in wishes)
    return Tongue(next((one for one in shorts if one in languages()), FALLBACK), ZoneInfo(zone))


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages there are words in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@lru_cache(maxsize=20)
def words_of(language: str) -> Mapping[str, str]:
    """The words in a language of `languages`."""
    return loads((FOLDER / f"{language}.toml").read_text("utf-8"))


@lru_cache(maxsize=20)
def _locale(language: str) -> Locale:
    # English as most of the world writes it: 14:30, and the day before the month.
    return Locale("en", "GB") if language == "en" else Locale(language)
