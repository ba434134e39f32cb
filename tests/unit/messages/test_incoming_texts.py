"""What gateways hand over of text messages that come in, and which words end optional ones."""

import tomllib
from urllib.parse import quote

import pytest

from ringback.channels.messages.texted import forms
from ringback.channels.messages.texted.stop_words import Wish, wish_in
from ringback.channels.messages.texts import FOLDER, languages


def test_every_language_has_its_words_and_none_contradicts_another() -> None:
    for language in languages():
        lists = tomllib.loads((FOLDER / language / "stop_words.toml").read_text("utf-8"))
        assert all(lists[wish] for wish in ("stop", "unclear", "start")), language
        for wish, words in lists.items():
            assert [wish_in(word) for word in words] == [wish] * len(words), language


@pytest.mark.parametrize(
    "text", ["STOP", " stop. ", "Стоп!", "STOPP", "¡Baja!", "«PARAR»", "退订", "توقف", "Stop\n-- \nMira"]
)
def test_a_message_that_says_nothing_else_ends_them(text: str) -> None:
    assert wish_in(text) == Wish.STOP


@pytest.mark.parametrize(
    "text", ["stop by on Monday?", "please do not stop", "", "...", "s t o p", "Стоп, а когда?", "stop" * 1000]
)
def test_what_says_more_is_for_people(text: str) -> None:
    assert wish_in(text) == Wish.NONE


def test_what_may_mean_an_appointment_is_told_apart() -> None:
    assert wish_in("CANCEL") == Wish.UNCLEAR
    assert wish_in("Start") == Wish.START


def test_kannels_octets_are_read_in_the_charset_it_names() -> None:
    for text, charset, octets in (
        ("Grüße + 100 %", "UTF-8", "Grüße + 100 %".encode()),
        ("Стоп 🙂", "UTF-16BE", "Стоп 🙂".encode("utf-16-be")),
        ("Grüße", "8-BIT", "Grüße".encode("latin-1")),
        ("a", "no-such-charset", b"a"),
    ):
        said = forms.from_kannel(f"from=%2B491&id=a-1&charset={charset}&text={quote(octets, safe='')}".encode())
        assert said is not None
        assert (said.name, said.sender, said.text) == ("a-1", "+491", text)


def test_what_is_cut_short_or_hostile_is_nothing_or_clean() -> None:
    assert forms.from_kannel(b"from=1&text=a") is None, "nobody could tell it from its copy"
    assert forms.from_kannel(b"id=1&text=a&from=") is None
    assert forms.from_twilio({"MessageStatus": "delivered", "MessageSid": "SM1"}) is None
    odd = forms.from_kannel(b"from=%ff%00&id=1&charset=UTF-16BE&text=%d8%00%00%07a")
    assert odd is not None
    assert not {"\x00", "\x07"} & set(odd.sender + odd.text)
    assert odd.text.encode() is not None
    long = forms.from_twilio({"MessageSid": "SM1", "From": "+491", "Body": "a" * 9000, "NumMedia": "99999"})
    assert long is not None
    assert (len(long.text), long.media) == (forms.MOST_CHARACTERS, 0)


def test_what_twilio_has_ended_by_itself_is_ended_here() -> None:
    said = forms.from_twilio({"MessageSid": "SM1", "From": "+491", "Body": "arrêt", "OptOutType": "STOP"})
    assert said is not None
    assert said.wish == Wish.STOP
