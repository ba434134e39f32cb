""" "Until Wednesday" and "within three days" are heard in notes and letters, in six languages, and nothing else is."""

from datetime import date

import pytest

from ringback.doors.jobsearch.hearing.deadlines import MOST_FOUND, deadlines

# A Monday.
TODAY = date(2026, 11, 23)


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
    for text in (
        "until " * 2000,
        "bis zum " * 2000,
        "до " * 4000,
        "1" * 4000,
        "前" * 4000,
        "within the next " * 100_000,
    ):
        assert len(deadlines(text, TODAY)) <= MOST_FOUND


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("May I ask for a short answer within three days?", 3),
        ("I will call you in the next 2 working days.", 2),
        ("Please answer within a week.", 7),
        ("an answer within 48 hours", 2),
        ("Darf ich um eine Antwort innerhalb von drei Tagen bitten?", 3),
        ("binnen 5 Werktagen", 5),
        ("Ich melde mich in den nächsten zwei Wochen.", 14),
        ("Буду признателен за ответ в течение трёх дней.", 3),
        ("ответьте, пожалуйста, в течение 2 рабочих дней", 2),
        ("Я позвоню через неделю.", 7),
        ("¿Podría responderme en un plazo de tres días?", 3),
        ("en los próximos 10 días", 10),
        ("dentro de una semana", 7),
        ("能否请您在三天内给我答复？", 3),
        ("3个工作日内", 3),
        ("أرجو الرد خلال ثلاثة أيام.", 3),
        ("خلال ٣ أيام", 3),
        ("في غضون يومين", 2),
        ("خلال أسبوع", 7),
        ("within three days", 3),
    ],
)
def test_terms_are_heard_in_six_languages(text: str, days: int) -> None:
    found = deadlines(f"Guten Tag,\n{text}\nMira", TODAY)
    assert [(one.day - TODAY).days for one in found] == [days]


@pytest.mark.parametrize(
    "text",
    [
        "I worked there for three years.",
        "Ich habe drei Tage auf Ihre Antwort gewartet.",
        "Я работал три года.",
        "in days of old; in 300 days",
        "within two hours",
        "بعد المقابلة",
        "三天前我们谈过",
        "",
    ],
)
def test_what_sets_no_term_is_none(text: str) -> None:
    assert deadlines(text, TODAY) == []
