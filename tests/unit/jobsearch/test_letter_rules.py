"""Letters say what they must, in every language; and when one calls about them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ringback.doors.jobsearch.hearing.deadlines import deadlines
from ringback.doors.jobsearch.letters import rules, saying
from ringback.doors.jobsearch.letters.rules import Field, Kind
from ringback.doors.jobsearch.touches.rules import There

BERLIN = ZoneInfo("Europe/Berlin")
HELD_ON = date(2026, 11, 24)
SLOT_AT = datetime(2026, 11, 26, 15, tzinfo=UTC)
LANGUAGES = ("en", "de", "ru", "es", "zh", "ar")


def values(language: str) -> dict[str, str]:
    tongue = saying.VOCABULARY.tongue("Europe/Berlin", language)
    return {
        "to_name": "Clara Weber",
        "position": "Bookkeeper",
        "strengths": "ten years with DATEV; I close months in two days",
        "benefit": "figures on the third of each month",
        "question": tongue.words["status_question"],
        "date": tongue.day(datetime.combine(HELD_ON, time(12), BERLIN)),
        "slot": saying.slot_words(tongue, SLOT_AT),
        "name": "Mira Novak",
        "phone": "+49301234567",
        "within": "3",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_says_all_that_it_must(language: str, kind: Kind) -> None:
    tongue, given = saying.VOCABULARY.tongue("Europe/Berlin", language), values(language)
    subject, body = saying.composed(kind, tongue, given)
    signs = saying.signs(tongue, HELD_ON, SLOT_AT)
    assert rules.lacking(kind, given, body, signs) == []
    assert "Bookkeeper" in subject and "{" not in subject + body
    heard = [(one.day - HELD_ON).days for one in deadlines(body, HELD_ON)]
    assert heard == ([3] if kind is Kind.STATUS else [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_taken_as_said_that_is_not(language: str, kind: Kind) -> None:
    tongue, given = saying.VOCABULARY.tongue("Europe/Berlin", language), values(language)
    assert rules.lacking(kind, given, "…", saying.signs(tongue, HELD_ON, SLOT_AT)) == list(rules.REQUIRED[kind])


def test_what_is_not_known_is_left_out_of_the_draft_and_named() -> None:
    tongue = saying.VOCABULARY.tongue("Europe/Berlin", "en")
    given = values("en") | {"to_name": "", "strengths": "", "benefit": "", "date": "", "within": ""}
    _subject, body = saying.composed(Kind.THANK, tongue, given)
    assert body.startswith("Dear Sir or Madam,\n\nThank you for the interview, and")
    assert saying.composed(Kind.THANK, tongue, given | {"salutation": "Dear Ms Berg"})[1].startswith("Dear Ms Berg,\n")
    assert "bring" not in body and "\n\n\n" not in body
    signs = saying.signs(tongue, None, None)
    assert rules.lacking(Kind.THANK, given, body, signs) == [Field.ADDRESSEE, Field.STRENGTHS, Field.BENEFIT]
    _subject, body = saying.composed(Kind.STATUS, tongue, given)
    assert "call you" not in body and rules.lacking(Kind.STATUS, given, body, signs) == [Field.DATE]


def test_words_of_ones_own_count_and_bent_words_too() -> None:
    text = (
        "Уважаемой Кларе Вебер: спасибо за встречу 24.11., место бухгалтера мне интересно. Мира, тел. 030 / 123 45 67"
    )
    given = {
        "to_name": "Клара Вебер",
        "position": "Бухгалтер",
        "strengths": "десять лет с DATEV",
        "benefit": "отчёты третьего числа",
        "name": "Мира Новак",
        "phone": "+49301234567",
    }
    signs = saying.signs(saying.VOCABULARY.tongue("Europe/Berlin", "ru"), HELD_ON, None)
    assert rules.lacking(Kind.THANK, given, text, signs) == [Field.STRENGTHS, Field.BENEFIT]
    assert Field.DATE not in rules.lacking(Kind.STATUS, given, text, signs)


def test_a_value_cannot_write_the_template() -> None:
    assert rules.filled("Dear {to_name},", {"to_name": "{phone} {0!r}"}) == "Dear {phone} {0!r},"


def test_calls_about_a_letter_wait_for_a_working_morning() -> None:
    thursday, there = datetime(2026, 11, 26, 15, tzinfo=UTC), There(BERLIN)
    assert rules.arrival_call_at(thursday, 1, there) == datetime(2026, 11, 27, 10, 30, tzinfo=BERLIN)
    assert rules.answer_call_at(thursday, 3, there) == datetime(2026, 11, 30, 10, 30, tzinfo=BERLIN)
    assert rules.answer_call_at(thursday, 1, There(BERLIN, hour=time(14, 30))).hour == 14
    assert rules.arrival_call_at(thursday, 1, There(ZoneInfo("Asia/Tokyo"))).date() == date(2026, 11, 30)
