"""When to call, and what to say: pure rules."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ringback.base.kit.tongues import Vocabulary
from ringback.doors.jobsearch.calling import rules, times
from ringback.doors.jobsearch.calling.rules import Pack, suggested
from ringback.doors.jobsearch.calling.times import Best, Why, best_times
from ringback.doors.jobsearch.touches.rules import There

BERLIN = ZoneInfo("Europe/Berlin")
NINE, FIVE = time(9), time(17)


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
