"""Every language says everything that English says, and nothing that a kind of message does not know."""

import re
from pathlib import Path

import pytest

from ringback.channels.messages import kinds, placeholders
from ringback.channels.messages.notices import texts
from ringback.channels.messages.notices.kinds import every_notice
from ringback.channels.messages.notices.texts import has_texts
from ringback.channels.messages.texts import FOLDER, language_of, languages, shipped, words

OTHERS = [code for code in languages() if code != "en"]


def files(language: str) -> dict[str, Path]:
    return {path.name: path for path in sorted((FOLDER / language).iterdir())}


def test_six_languages_ship() -> None:
    assert {"ar", "de", "en", "es", "ru", "zh"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_files_that_english_has(language: str) -> None:
    assert list(files(language)) == list(files("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_its_texts_use_the_same_fields(language: str) -> None:
    for name, path in files("en").items():
        if name != "words.toml":
            theirs = files(language)[name].read_text("utf-8")
            assert placeholders.named(theirs) == placeholders.named(path.read_text("utf-8")), name


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_the_same_words_with_the_same_names_in_them(language: str) -> None:
    english, theirs = words("en"), words(language)
    assert set(theirs) == set(english)
    for name, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", theirs[name])) == set(re.findall(r"\{(\w+)\}", text)), name


@pytest.mark.parametrize("language", languages())
def test_every_kind_ships_texts_that_it_could_have_been_given_by_hand(language: str) -> None:
    for kind in kinds.every():
        for channel in kind.channels:
            shipping = shipped(language, kind.slug, channel)
            assert shipping.text.strip()
            for text in (shipping.subject, shipping.text, shipping.html):
                placeholders.check(text, kind.fields)
        assert set(kind.samples) >= set(kind.required), "the preview needs them"


@pytest.mark.parametrize("language", languages())
def test_every_kind_of_notice_has_its_words(language: str) -> None:
    for kind in every_notice():
        assert has_texts(language, kind.slug), kind.slug
        said = texts.said(kind, dict.fromkeys(kind.fields, "2026-03-11T12:00:00+00:00"), language, "UTC")
        assert said.title and said.text and "{" not in said.title + said.text


@pytest.mark.parametrize(
    ("wishes", "code"), [(("de-AT",), "de"), (("zh-hans",), "zh"), (("xx", "ru"), "ru"), (("",), "en"), ((), "en")]
)
def test_the_first_wish_that_can_be_met_is(wishes: tuple[str, ...], code: str) -> None:
    assert language_of(*wishes) == code
