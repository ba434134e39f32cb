"""Whose region it is, what still counts, what a file is, and that every language says the same."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from ringback.doors.allocation.campaigns.rules import Problem, RegionFacts, closing_instant
from ringback.doors.allocation.entries import rules
from ringback.doors.allocation.entries.saying import (
    OWN_NAMES,
    VOCABULARY,
    consents,
    country_names,
    delivery,
    language_of,
)
from ringback.doors.allocation.entries.services.files import kind_of
from ringback.doors.allocation.entries.submissions import late_words

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def region(number: int, *countries: str) -> RegionFacts:
    day = date(2026, 5, 12)
    return RegionFacts(number, f"Region {number}", "Asia/Tokyo", day, closing_instant(day, "Asia/Tokyo"), countries)


def test_a_country_belongs_to_the_region_that_names_it_else_to_the_one_that_names_none() -> None:
    named, rest = region(1, "JP", "SG"), region(2)
    assert [rules.region_for([rest, named], code) for code in ("JP", "DE")] == [named, rest]
    assert rules.region_for([named], "DE") is None


def test_what_arrived_before_the_campaign_closed_counts_however_long_it_waited() -> None:
    assert rules.still_counts("open", None, NOON) and rules.still_counts("closed", NOON, NOON - timedelta(seconds=1))
    assert not rules.still_counts("closed", NOON, NOON) and not rules.still_counts("draft", None, NOON)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"<svg onload=alert(1)>", ""),
        (b"MZ", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_language_says_what_english_says(language: str) -> None:
    words, english = VOCABULARY.languages[language], VOCABULARY.languages["en"]
    assert words.keys() == english.keys() and set(VOCABULARY.languages) == set(OWN_NAMES)
    for name, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", words[name])) == set(re.findall(r"\{(\w+)\}", text)), name
    assert {f"{mark}{problem}" for problem in Problem for mark in ("", "mend_")} <= words.keys()
    assert "2026" in late_words(region(1), language) and "Region 1" in late_words(region(1), language)
    assert len(country_names(language)) > 200 and "DE" in country_names(language)
    delivered = delivery(date(2027, 1, 1), date(2028, 12, 31), language)
    assert "2027" in delivered and "2028" in delivered and "2027" in delivery(None, date(2027, 1, 1), language)


def test_what_is_agreed_to_is_known_by_its_version_in_every_language() -> None:
    assert len(consents("Fast Cars")) == 6 and all("Fast Cars" in text for text in consents("Fast Cars").values())
    assert not consents("Fast Cars").keys() & consents("Slow Cars").keys()
    assert [language_of(tag, "de") for tag in ("ar-EG", "fr", "")] == ["ar", "de", "de"]
