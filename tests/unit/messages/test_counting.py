"""Text messages are counted as the networks count them (3GPP TS 23.038 and 23.040)."""

import pytest

from ringback.channels.messages.sms.counting import GSM7, UCS2, count


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", GSM7, 0, 1),
        ("a" * 160, GSM7, 160, 1),
        ("a" * 161, GSM7, 161, 2),
        ("a" * 306, GSM7, 306, 2),
        ("a" * 307, GSM7, 307, 3),
        ("€" * 80, GSM7, 160, 1),
        ("€" * 81, GSM7, 162, 2),
        ("ж" * 70, UCS2, 70, 1),
        ("ж" * 71, UCS2, 71, 2),
        ("ж" * 134, UCS2, 134, 2),
        ("ж" * 135, UCS2, 135, 3),
        ("😀" * 35, UCS2, 70, 1),
        ("😀" * 36, UCS2, 72, 2),
        ("Grüße an Zoë", UCS2, 12, 1),
        ("Grüße à Åse", GSM7, 11, 1),
        ("你好", UCS2, 2, 1),
    ],
)
def test_alphabet_units_and_parts(text: str, alphabet: str, units: int, parts: int) -> None:
    counted = count(text)
    assert (counted.alphabet, counted.units, counted.parts) == (alphabet, units, parts)


def test_no_character_of_two_units_is_torn_between_parts() -> None:
    assert count("a" * 152 + "€" + "a" * 151).parts == 2
    assert count("a" * 152 + "€" + "a" * 152).parts == 3  # 306 units, which two parts would hold
    assert count("ж" * 66 + "😀" * 33 + "ж").parts == 2
    assert count("ж" * 66 + "😀" * 34).parts == 3  # 134 units


def test_it_says_which_characters_cost_the_wider_alphabet() -> None:
    assert count("Zoë – naïve").special == "ë–ï"
    assert count("plain").special == ""
    assert len(count("абвгдежзийкл").special) == 10
