"""Name and number in one line."""

from ringback.desk.called import beside


def test_a_number_beside_a_name_written_from_right_to_left_is_not_turned_around() -> None:
    assert beside("Mira", "+49 30 123") == "Mira, +49 30 123"
    assert beside("", "+49 30 123") == "+49 30 123"
    assert beside("عمر", "") == "عمر"
    assert beside("عمر", "+49 30 123") == "\u2068عمر\u2069, \u2066+49 30 123\u2069"
