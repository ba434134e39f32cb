"""The norms, the signs, and what is said in six languages."""

import re

import pytest

from ringback.doors.jobsearch.advice import norms, saying
from ringback.doors.jobsearch.interviews import rules
from ringback.doors.jobsearch.interviews.rules import Feeling

LANGUAGES = sorted(saying.VOCABULARY.languages)


def test_the_house_says_its_norms_with_their_sources() -> None:
    house = norms.house()
    assert all(norm.source and norm.row and norm.least <= norm.most for norm in house.values())
    said = {slug: (norm.least, norm.most, norm.unit) for slug, norm in house.items()}
    assert said["thanks"] == (24, 48, "hours") and said["second_contact"] == (14, 14, "days")
    assert [said[level][:2] for level in ("specialist", "manager", "top", "general")] == [
        (7, 10), (21, 28), (150, 180), (2, 14),
    ]  # fmt: skip
    assert str(house["own_call"].hour) == "10:30:00" and said["touches"][0] == 5


def test_one_s_own_come_first_where_they_may() -> None:
    found = norms.with_own(
        {"thanks": (12, 24), "apart": (1, 1), "passive": (3, 9), "own_call": (1500, 1500), "x": (1, 1)}
    )
    assert (found["thanks"].least, found["thanks"].own) == (12, True)
    assert {found[slug].own for slug in ("apart", "passive", "own_call", "top")} == {False}, "fixed, or no such number"


def test_signs_weigh() -> None:
    weights = norms.signs()
    assert rules.feeling([], weights) is None and rules.feeling(["unheard of"], weights) is None
    assert rules.feeling(["start_asked", "longer", "longer"], weights) is Feeling.GOOD
    assert rules.feeling(["start_asked", "cut_short"], weights) is Feeling.OPEN
    assert rules.feeling(["cut_short", "kept_waiting"], weights) is Feeling.BAD
    assert rules.feeling(["longer"], weights) is Feeling.OPEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language: str) -> None:
    words, english = saying.VOCABULARY.languages[language], saying.VOCABULARY.languages["en"]
    assert LANGUAGES == ["ar", "de", "en", "es", "ru", "zh"] and set(words) == set(english)
    for name, text in english.items():
        assert sorted(re.findall(r"{\w+}", words[name])) == sorted(re.findall(r"{\w+}", text)), name
        assert len(saying.lines(words[name])) == len(saying.lines(text)) > 0, name
    assert {name.removeprefix("sign_") for name in words if name.startswith("sign_")} == set(norms.signs())
    assert {name.removeprefix("norm_") for name in words if name.startswith("norm_")} == set(norms.house())
    assert len(saying.lines(words["day_text"])) == 10
