"""What is whispered: what is known, and nothing of what is not; earlier talks in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ringback.base.kit.errors import FieldError
from ringback.channels.voice import whispered

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday
ALL = {"site": "Tents", "page": "tents 2", "city": "Bonn", "before": "Spoke with you last week"}


def test_a_whisper_says_what_is_known() -> None:
    words = {"site": "Demo shop", "page": "/tents"}
    assert whispered.text("Callback from {site}, {page} {name}", words) == "Callback from Demo shop, /tents"
    assert whispered.text("{site.__class__} {0} {site!r}", words) == "Demo shop"
    assert whispered.text("broken {", words) == "broken {"


@pytest.mark.parametrize("template", ["{", "{unknown}", "{site:>99999999}", "{site!r}", "{0}", "{}"])
def test_a_whisper_that_cannot_be_filled_in_is_refused(template: str) -> None:
    with pytest.raises(FieldError) as refused:
        whispered.checked(template)
    assert "{site}" in refused.value.mend


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (("site", "page", "city", "before"), "Call from Tents, page tents 2, Bonn. Spoke with you last week."),
        (("site", "before"), "Call from Tents. Spoke with you last week."),
        (("site", "city"), "Call from Tents, Bonn."),
        (("site",), "Call from Tents."),
        (("before",), "Spoke with you last week."),
        ((), ""),
    ],
)
def test_facts_that_are_not_known_are_left_out_with_their_commas(known: tuple[str, ...], said: str) -> None:
    assert whispered.text(whispered.usual("en").whisper, {name: ALL[name] for name in known}) == said


@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "zh-hans", "xx"])
def test_the_usual_words_of_each_language_can_be_stored_and_say_everything(language: str) -> None:
    usual = whispered.usual(language)
    said = whispered.text(whispered.checked(usual.whisper), ALL)
    assert all(fact in said for fact in ALL.values())
    for days in (0, 1, 2, 6, 20, 90):
        words = whispered.before(language, NOW - timedelta(days=days), NOW, BERLIN, "Anna")
        assert "Anna" in words
        assert "{" not in words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Spoke with you today"),
        (1, "Spoke with you yesterday"),
        (2, "Spoke with you 2 days ago"),
        (3, "Spoke with you last week"),
        (9, "Spoke with you last week"),
        (10, "Spoke with you 2 weeks ago"),
        (61, "Spoke with you 2 months ago"),
    ],
)
def test_when_they_spoke_is_said_by_the_calendar(days: int, said: str) -> None:
    assert whispered.before("en", NOW - timedelta(days=days), NOW, BERLIN) == said


def test_midnight_is_that_of_the_organisation() -> None:
    late = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert whispered.before("en", late, NOW, BERLIN) == "Spoke with you today"
    assert whispered.before("en", late, NOW, ZoneInfo("UTC")) == "Spoke with you yesterday"
