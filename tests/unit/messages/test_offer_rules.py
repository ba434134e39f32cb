"""What an offer to many decides from plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.base.kit.errors import FieldError
from ringback.channels.messages.offers.rules import By, due_at, language_for, lasts, standing
from ringback.channels.messages.offers.wording import OfferWords, check, one_line

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "rate", "minutes"), [(0, 60, 0), (1, 60, 1), (90, 60, 90), (7, 0, 0), (1, 3600, 1 / 60)]
)
def test_messages_are_spread_at_their_rate(number: int, rate: int, minutes: float) -> None:
    assert due_at(AT, number, rate) == AT + timedelta(minutes=minutes)


def test_how_long_it_takes_is_said_before() -> None:
    assert lasts(1, 10) == timedelta(0)
    assert lasts(50_000, 1000) == timedelta(hours=49.999)
    assert lasts(0, 5) == lasts(500, 0) == timedelta(0)


@pytest.mark.parametrize(
    ("spoken", "got"), [("de", "de"), ("de-AT", "de"), ("zh_Hans", "en"), ("", "en"), ("fr", "en"), ("RU", "ru")]
)
def test_everybody_gets_their_own_language_where_there_is_a_text(spoken: str, got: str) -> None:
    assert language_for(spoken, {"de", "en", "ru"}, "en") == got


@pytest.mark.parametrize(
    ("state", "waiting", "begins", "shown"),
    [
        ("draft", 0, None, "draft"),
        ("making", 3, None, "making"),
        ("sending", 3, None, "sending"),
        ("sending", 3, AT + timedelta(hours=1), "waiting"),
        ("sending", 3, AT - timedelta(hours=1), "sending"),
        ("sending", 0, None, "sent"),
        ("stopping", 3, None, "stopping"),
        ("stopped", 1, None, "stopped"),
    ],
)
def test_how_it_stands(state: str, waiting: int, begins: datetime | None, shown: str) -> None:
    assert standing(state, waiting, begins, AT) == shown


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (OfferWords("de", "", "Text"), "subject_de"),
        (OfferWords("de", "Betreff", "  "), "body_de"),
        (OfferWords("de", "{{ phone }}", "Text"), "subject_de"),
        (OfferWords("de", "Betreff", "{% include 'x' %}"), "body_de"),
        (OfferWords("de", "Betreff", "x" * 8001), "body_de"),
        (OfferWords("de", "Betreff", "Text", "javascript:alert(1)"), "link_de"),
        (OfferWords("xx", "Subject", "Text"), "language"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_beside_their_field(words: OfferWords, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        check(words, By.MAIL)
    assert caught.value.field == field


def test_a_subject_stays_one_line() -> None:
    assert one_line(OfferWords("en", "Half\r\nBcc: all@example.org", "a\r\nb ")).subject == "Half Bcc: all@example.org"
    check(OfferWords("en", "{{ name }}", "{% if name %}{{ organisation }}{% endif %}", "https://a.example"), By.MAIL)


@pytest.mark.parametrize(
    ("by", "words", "field"),
    [
        (By.SMS, OfferWords("en", "Subject", "Text"), "sms_en"),
        (By.EITHER, OfferWords("en", "", "", sms="Short"), "subject_en"),
        (By.SMS, OfferWords("en", "", "", sms="x" * 601), "sms_en"),
        (By.SMS, OfferWords("en", "", "", sms="{{ phone }}"), "sms_en"),
    ],
)
def test_what_each_way_needs_is_asked_for(by: By, words: OfferWords, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        check(words, by)
    assert caught.value.field == field
