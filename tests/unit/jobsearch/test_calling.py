"""When to call, what was heard in a call, and what to say: pure rules."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ringback.base.kit.tongues import Vocabulary
from ringback.doors.jobsearch.calling import heard, rules, times
from ringback.doors.jobsearch.calling.heard import deadlines
from ringback.doors.jobsearch.calling.rules import Pack, suggested
from ringback.doors.jobsearch.calling.times import Best, Why, best_times
from ringback.doors.jobsearch.touches.rules import There

BERLIN = ZoneInfo("Europe/Berlin")
NINE, FIVE = time(9), time(17)
# A Monday.
TODAY = date(2026, 11, 23)


def there(zone: ZoneInfo = BERLIN, *closed: date) -> There:
    return There(zone, lambda day: day.weekday() < 5 and day not in closed)


def at(*numbers: int, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(*numbers, tzinfo=zone)  # type: ignore[arg-type, misc]


def shown(found: list[Best]) -> list[tuple[str, str]]:
    return [(f"{one.at:%a %H:%M}", one.why.value) for one in found]


def test_half_past_ten_and_half_past_two_and_the_quarters_around_the_office_hours() -> None:
    assert shown(best_times(at(2026, 11, 23, 7), NINE, FIVE, there())) == [
        ("Mon 08:45", "before"),
        ("Mon 10:30", "morning"),
        ("Mon 14:30", "afternoon"),
        ("Mon 17:15", "after"),
        ("Tue 08:45", "before"),
    ]
    assert shown(best_times(at(2026, 11, 23, 14, 30), NINE, FIVE, there(), most=2)) == [
        ("Mon 17:15", "after"),
        ("Tue 10:30", "morning"),
    ], "one within their hours is always among them"


def test_the_hours_are_the_employers_by_their_clock_and_their_days() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert times.best(datetime(2026, 11, 23, 2, tzinfo=UTC), NINE, FIVE, there(tokyo)) == at(
        2026, 11, 23, 14, 30, zone=tokyo
    )
    friday = at(2026, 12, 24, 16)
    assert times.best(friday, NINE, FIVE, there(BERLIN, date(2026, 12, 25))) == at(2026, 12, 28, 10, 30)
    late = best_times(at(2026, 11, 23, 6), time(12), time(20), there())
    assert shown(late)[:3] == [("Mon 11:45", "before"), ("Mon 14:30", "afternoon"), ("Mon 20:15", "after")]
    short = best_times(at(2026, 11, 23, 6), time(15), time(17), there(), most=3)
    assert shown(short)[1] == ("Mon 16:00", Why.SETTLED)
    assert best_times(at(2026, 11, 23, 6), NINE, FIVE, There(BERLIN, lambda _day: False)) == []


def test_the_clock_is_the_walls_on_the_day_it_is_moved() -> None:
    sunday = There(BERLIN, lambda _day: True)
    spring = best_times(at(2026, 3, 28, 18), NINE, FIVE, sunday, most=2)
    assert [one.at.astimezone(UTC).hour for one in spring] == [6, 8], "8:45 and 10:30 in summer time"
    night = best_times(at(2026, 3, 28, 18), time(2, 45), time(9), sunday, most=1)
    assert night[0].at.astimezone(BERLIN).time() != time(2, 30), "an hour that is skipped is none"


def test_whoever_says_until_wednesday_has_all_of_wednesday() -> None:
    assert times.after_day(date(2026, 11, 25), NINE, FIVE, there()) == at(2026, 11, 26, 10, 30)
    assert times.after_day(date(2026, 11, 27), NINE, FIVE, there()) == at(2026, 11, 30, 10, 30)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("She will let me know until Wednesday.", 25),
        ("by the end of Wednesday", 25),
        ("They decide no later than next Wednesday", 32),
        ("by tomorrow", 24),
        ("before the end of the week", 27),
        ("by 27/11 they know", 27),
        ("by 11/27 they know", 27),
        ("Er meldet sich bis Mittwoch", 25),
        ("bis zum kommenden Mittwoch", 25),
        ("spätestens Mittwoch nächster Woche", 32),
        ("bis übermorgen", 25),
        ("bis 27.11. Bescheid", 27),
        ("bis Ende der Woche", 27),
        ("Me llaman antes del miércoles", 25),
        ("hasta el próximo MIERCOLES", 25),
        ("hasta el miércoles de la próxima semana", 32),
        ("para pasado mañana", 25),
        ("Ответят до среды", 25),
        ("не позднее следующей среды", 32),
        ("решат к концу недели", 27),
        ("до 27.11 скажут", 27),
        ("最迟周三给答复", 25),
        ("星期三之前回电", 25),
        ("下周三前告诉我", 32),
        ("11月27日前", 27),
        ("سيتصلون حتى يوم الأربعاء", 25),
        ("قبل الاربعاء", 25),
        ("بحلول الأربعاء من الأسبوع القادم", 32),
        ("قبل بعد غد", 25),
    ],
)
def test_deadlines_are_heard_in_six_languages(said: str, day: int) -> None:
    meant = date.fromordinal(date(2026, 11, 1).toordinal() + day - 1)
    assert [one.day for one in deadlines(said, TODAY)] == [meant]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I talked to Ms Wednesday",
        "by 99/99",
        "bis so weit",
        "standby Monday",
        "она была в среду",
        "周三见过面",
        "x" * 9999,
    ],
)
def test_what_is_no_deadline_is_none(said: str) -> None:
    assert deadlines(said, TODAY) == []


def test_a_weekday_is_never_today_and_several_are_offered_once_each() -> None:
    assert deadlines("until Monday", TODAY)[0].day == date(2026, 11, 30)
    both = deadlines("HR by Wednesday, the boss until Friday; bis Mittwoch also", TODAY)
    assert [(one.words, one.day.day) for one in both] == [("by wednesday", 25), ("until friday", 27)]


def test_a_hostile_note_is_heard_quickly() -> None:
    for text in ("until " * 2000, "bis zum " * 2000, "до " * 4000, "1" * 4000, "前" * 4000):
        assert len(deadlines(text, TODAY)) <= heard.MOST_FOUND


def test_after_three_fruitless_calls_one_lets_go() -> None:
    assert suggested([]) is Pack.REMINDER
    assert suggested(["undecided"]) is Pack.REMINDER
    assert suggested(["undecided"], good_feeling=True) is Pack.CLOSE
    assert suggested(["undecided", "not_reached", "undecided"]) is Pack.PRESSURE
    assert suggested(["undecided"] * 3, good_feeling=True) is Pack.REPULSION
    assert suggested(["not_reached"] * 5) is Pack.REMINDER


FOLDER = Path(rules.__file__).parent / "languages"
FIELDS = {name: name.upper() for name in ("me", "secretary", "who", "position", "employer", "day", "question", "phone")}


def test_every_language_says_everything() -> None:
    languages = Vocabulary(FOLDER).languages
    assert set(languages) == {"en", "de", "es", "ru", "zh", "ar"}
    texts = ("secretary", "opener", "question", "silence", "yes", "no", "undecided", *(f"pack_{one}" for one in Pack))
    for language, words in languages.items():
        assert set(words) == set(languages["en"]), language
        for name in texts:
            said = rules.lines(words[name], FIELDS)
            assert said, (language, name)
            assert len(said) == len(words[name].strip().splitlines()), f"{language} {name} has an unknown field"
            assert not any("{" in line for line in said)
            assert rules.lines(words[name], {}) or name in ("question", "opener"), (language, name)
