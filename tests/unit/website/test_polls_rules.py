"""Which words of a poll a visitor reads, and which choices stay the same when they are edited."""

from typing import Any

from ringback.doors.website.polls import rules

TEXTS = {"en": {"question": "Why?", "more": "What else?"}, "de": {"question": "Warum?", "more": ""}}
SECOND = {"en": {"question": "Why are you leaving?", "more": ""}}
CHOICES: list[dict[str, Any]] = [
    {"key": "c1", "texts": {"en": "Too dear", "de": "Zu teuer"}},
    {"key": "c2", "texts": {"en": "Old one"}, "gone": True},
    {"key": "c3", "texts": {"en": "Just looking"}},
]


def test_language_by_two_letters_then_the_sites_own_and_the_second_wording_fills_in() -> None:
    german = rules.asked(TEXTS, SECOND, CHOICES, "en", "de-AT", "b")
    assert (german.question, german.language) == ("Warum?", "de")
    assert german.choices == (("c1", "Zu teuer"), ("c3", "Just looking"))
    english = rules.asked(TEXTS, SECOND, CHOICES, "en", "fr", "b")
    assert (english.question, english.more) == ("Why are you leaving?", "What else?")
    assert rules.has_second(SECOND) and not rules.has_second({"en": {"question": "", "more": ""}})


def test_a_choice_keeps_its_key_with_its_words_and_no_key_is_given_twice() -> None:
    made = rules.edited(CHOICES, {"en": ["New", "Too dear"], "de": ["Neu", "Zu teuer!"]}, "en")
    assert [(one["key"], one.get("gone", False)) for one in made] == [
        ("c4", False),
        ("c1", False),
        ("c2", True),
        ("c3", True),
    ]
    assert made[1]["texts"] == {"en": "Too dear", "de": "Zu teuer!"}
    again = rules.edited(made, {"en": ["Just looking"]}, "en")
    assert (again[0]["key"], "gone" in again[0]) == ("c3", False)


def test_an_answer_as_a_message_begins_with_what_they_said() -> None:
    asked = rules.asked(TEXTS, {}, CHOICES, "en", "en", "a")
    assert rules.said(asked, "c1", "Cheaper") == "Too dear\nCheaper\n\n> Why?\n> What else?"
    assert rules.said(asked, "", "Cheaper") == "Cheaper\n\n> What else?"
