""" "Within three days" is found in a letter's text, in six languages, and nothing else is."""

import pytest

from ringback.doors.jobsearch.letters.deadlines import asked_within


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "May I ask for a short answer within three days?", 3),
        ("en", "I will call you in the next 2 working days.", 2),
        ("en", "Please answer within a week.", 7),
        ("en", "an answer within 48 hours", 2),
        ("de", "Darf ich um eine Antwort innerhalb von drei Tagen bitten?", 3),
        ("de", "binnen 5 Werktagen", 5),
        ("de", "Ich melde mich in den nächsten zwei Wochen.", 14),
        ("ru", "Буду признателен за ответ в течение трёх дней.", 3),
        ("ru", "ответьте, пожалуйста, в течение 2 рабочих дней", 2),
        ("ru", "Я позвоню через неделю.", 7),
        ("es", "¿Podría responderme en un plazo de tres días?", 3),
        ("es", "en los próximos 10 días", 10),
        ("es", "dentro de una semana", 7),
        ("zh", "能否请您在三天内给我答复？", 3),
        ("zh", "3个工作日内", 3),
        ("ar", "أرجو الرد خلال ثلاثة أيام.", 3),
        ("ar", "خلال ٣ أيام", 3),
        ("ar", "في غضون يومين", 2),
        ("ar", "خلال أسبوع", 7),
        ("de", "within three days", 3),
    ],
)
def test_it_is_found(language: str, text: str, days: int) -> None:
    found = asked_within(f"Guten Tag,\n{text}\nMira", language)
    assert found is not None and found.days == days


@pytest.mark.parametrize(
    "text",
    [
        "I worked there for three years.",
        "Ich habe drei Tage auf Ihre Antwort gewartet.",
        "Я работал три года.",
        "in days of old; in 300 days",
        "بعد المقابلة",
        "三天前我们谈过",
        "",
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert asked_within(text, "en") is None


def test_a_long_text_takes_no_time_of_its_own() -> None:
    assert asked_within("within the next " * 100_000, "en") is None
