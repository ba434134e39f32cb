"""Points of a recording, as people type them."""

import pytest

from ringback.base.kit.errors import FieldError
from ringback.channels.voice.reviewing import rules


@pytest.mark.parametrize(
    ("text", "seconds"), [("", None), ("1:05", 65), ("0:01:05", 65), ("65.5", 65.5), ("7", 7), ("90:00", 5400)]
)
def test_a_point_is_read_as_people_type_it(text: str, seconds: float | None) -> None:
    assert rules.seconds(text) == seconds


@pytest.mark.parametrize("text", ["-1", "soon", "1:5", "1:2:3:4", "1e3"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        rules.seconds(text)
