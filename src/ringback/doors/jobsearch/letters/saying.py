"""A letter's words in the employer's language, and how what it says is looked for there."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton

from ringback.base.kit.tongues import Tongue, Vocabulary
from ringback.doors.jobsearch.letters import rules
from ringback.doors.jobsearch.letters.rules import Kind, Signs

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
_SKELETONS = ("MMMMEEEEd", "MMMMd", "MMMd", "yMMMMd", "Md", "yMd")
_PLAIN = ("d.M.", "dd.MM.", "dd.MM.yyyy", "d/M", "M/d", "yyyy-MM-dd")


def composed(kind: Kind, tongue: Tongue, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of a draft. `values` by `Field`, `date` and `slot` in words already; "within" is a number of
    days, "" for none, and "salutation" goes before the greeting of the house."""
    words = tongue.words
    given = dict(values)
    plain = "greeting" if given.get("to_name") else "greeting_nobody"
    given["greeting"] = _closed(given.get("salutation", ""), words["greeting"][-1]) or rules.filled(words[plain], given)
    given["thanks"] = rules.filled(words["thanks_dated" if given.get("date") else "thanks"], given)
    within = given.get("within", "")
    given["within"] = rules.filled(words["days_days"], {"days": within}) if within else ""
    return rules.filled(words[f"{kind}_subject"], given), rules.filled(words[f"{kind}_body"], given)


def _closed(salutation: str, mark: str) -> str:
    """ "Dear Ms Berg" with the mark that the language puts behind it, unless it has one."""
    return salutation + mark if salutation[-1:].isalnum() else salutation


def said(tongue: Tongue, slot: str) -> str:
    """A proposed time as it is said on the phone (MISSION S4)."""
    return rules.filled(tongue.words["slot_said"], {"slot": slot})


def slot_words(tongue: Tongue, at: datetime) -> str:
    """A proposed time: "Thursday 26 November, 16:00"."""
    return f"{tongue.day(at)}, {tongue.clock(at)}"


def day_words(tongue: Tongue, day: date) -> str:
    """A day: "Thursday 26 November"."""
    return tongue.day(datetime.combine(day, time(12), tongue.zone))


def signs(tongue: Tongue, interview_on: date | None, slot_at: datetime | None) -> Signs:
    """What shows that a text says thanks, interest, that day and that time."""
    words = tongue.words
    return Signs(
        words["mark_thanks"].split("|"),
        words["mark_interest"].split("|"),
        day_forms(tongue, interview_on) if interview_on else (),
        _clock_forms(tongue, slot_at) if slot_at else (),
    )


def day_forms(tongue: Tongue, day: date) -> list[str]:
    """The ways in which people write that day, in the language and in figures."""
    locale = Locale.parse(tongue.language)
    at = datetime.combine(day, time(12), ZoneInfo("UTC"))
    formed = [str(format_skeleton(one, at, locale=locale)) for one in _SKELETONS]
    return [day_words(tongue, day), *formed, *(str(format_date(day, one, locale=locale)) for one in _PLAIN)]


def _clock_forms(tongue: Tongue, at: datetime) -> list[str]:
    local = at.astimezone(tongue.zone)
    plain = [f"{local:%H:%M}", f"{local:%H.%M}", f"{local.hour}:{local:%M}"]
    whole = [] if local.minute else [f"{local.hour} h", f"{local.hour} uhr", f"{local.hour}点"]
    return [tongue.clock(at), *plain, *whole]
