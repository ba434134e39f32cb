"""Which call it is, what is said in it in every language, and how an address is spelled."""

import re
from pathlib import Path

import pytest

from ringback.doors.hiring.calling import rules, saying
from ringback.doors.hiring.calling.rules import Chosen, Spelled, Way

LANGUAGES = sorted(saying.VOCABULARY.languages)
VALUES = dict.fromkeys(("name", "recruiter", "company", "job", "place", "pay"), "X")


def test_level_and_number_choose_the_call() -> None:
    assert rules.way_of("specialist", 300) == Chosen(Way.NOTIFICATION, "many")
    assert rules.way_of("specialist", 12) == Chosen(Way.INVITATION, "few")
    assert rules.way_of("top", 300) == Chosen(Way.INVITATION, "level")
    assert rules.way_of("top", 3, "notification") == Chosen(Way.NOTIFICATION, "set")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_whole_call(language: str) -> None:
    words, english = saying.VOCABULARY.languages[language], saying.VOCABULARY.languages["en"]
    assert LANGUAGES == ["ar", "de", "en", "es", "ru", "zh"] and set(words) == set(english)
    for name, text in english.items():
        assert set(re.findall(r"{\w+}", words[name])) == set(re.findall(r"{\w+}", text)), name
    for way in Way:
        steps = rules.script(words, way, VALUES)
        assert [step.slug for step in steps] == list(rules.STEPS) and all(step.lines for step in steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alphabet_is_whole_and_names_its_source(language: str) -> None:
    table = saying.alphabet(language)
    assert set("abcdefghijklmnopqrstuvwxyz") <= set(table.letters) and set("@.-_+") == set(table.signs)
    assert table.source and len(set(table.letters.values())) > 25
    assert {path.stem for path in Path(saying.__file__).parent.glob("languages/spelling/*.toml")} == set(LANGUAGES)


def test_a_line_that_names_what_nobody_has_said_is_left_out() -> None:
    words = {f"invitation_{step}": "Hello {name}.\nThe pay is {pay}." for step in rules.STEPS}
    steps = rules.script(words, Way.INVITATION, {"name": "Vera {pay}", "pay": ""})
    assert steps[0].lines == ["Hello Vera {pay}."]


def test_letter_by_letter() -> None:
    german, english = saying.alphabet("de"), saying.alphabet("en")
    assert [one.word for one in rules.spelled("Jö-1@", german.letters, german.signs)] == [
        "Jena", "Umlaut Offenbach", "Minus", "1", "Ett",
    ]  # fmt: skip
    assert rules.spelled("x", english.letters, english.signs) == [Spelled("x", "X-ray")]
    assert saying.alphabet("fr").letters == english.letters


def test_a_question_names_what_answers_it() -> None:
    assert rules.questions(["May you drive? | driving licence", "Why us?"]) == [
        ("May you drive?", "driving licence"),
        ("Why us?", "Why us?"),
    ]
