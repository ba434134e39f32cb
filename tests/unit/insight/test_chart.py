"""The bars of a small chart."""

from ringback.desk.chart import columns
from ringback.desk.templatetags.desk import percent


def test_bars_stand_side_by_side_and_grow_with_their_share() -> None:
    low, nothing, whole = columns([0.25, None, 1.0])
    assert low is not None and whole is not None and nothing is None
    assert (low.height, whole.height) == (25.0, 100.0)
    assert low.y + low.height == whole.y + whole.height == 100.0
    assert low.x + low.width < whole.x


def test_a_share_of_nothing_is_seen_to_have_been_measured() -> None:
    (bar,) = columns([0.0])
    assert bar is not None and bar.height > 0


def test_no_share_looks_whole_that_is_not() -> None:
    shown = {None: "–", 0.0: "0", 0.004: "0.4", 0.0949: "9.5", 0.0999: "10", 0.5: "50", 0.999: "99", 1.0: "100"}
    assert [percent(share).removesuffix("\N{NO-BREAK SPACE}%") for share in shown] == list(shown.values())
