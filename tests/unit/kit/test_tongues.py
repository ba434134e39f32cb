"""Times and amounts as they are read where they are read."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ringback.base.kit.tongues import Vocabulary

TWICE = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
AGAIN = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    (tmp_path / "en.toml").write_text('hello = "Hello"\n')
    (tmp_path / "de.toml").write_text('hello = "Grüß Gott"\n')
    return Vocabulary(tmp_path)


@pytest.mark.parametrize(
    ("wishes", "language", "hello"),
    [
        (("de-AT",), "de", "Grüß Gott"),
        (("fr", "DE"), "de", "Grüß Gott"),
        (("fr",), "en", "Hello"),
        (("../de",), "en", "Hello"),
        ((), "en", "Hello"),
    ],
)
def test_the_first_language_there_is(
    vocabulary: Vocabulary, wishes: tuple[str, ...], language: str, hello: str
) -> None:
    spoken = vocabulary.tongue("Europe/Berlin", *wishes)
    assert (spoken.language, spoken.words["hello"]) == (language, hello)


def test_an_hour_that_comes_twice_is_told_apart_by_its_clock(vocabulary: Vocabulary) -> None:
    spoken = vocabulary.tongue("Europe/Berlin", "de")
    assert spoken.clock(TWICE) == spoken.clock(AGAIN) == "02:30"
    assert spoken.moment(TWICE) == "So., 25. Oktober, 02:30 (MESZ)"
    assert spoken.moment(AGAIN) == "So., 25. Oktober, 02:30 (MEZ)"


def test_english_is_as_most_of_the_world_writes_it(vocabulary: Vocabulary) -> None:
    spoken = vocabulary.tongue("Asia/Kathmandu", "en")
    assert (spoken.day(TWICE), spoken.clock(TWICE)) == ("Sunday 25 October", "06:15")
    assert (spoken.amount(Decimal("2800.00")), spoken.amount(Decimal("2800.5"))) == ("2,800", "2,800.5")
