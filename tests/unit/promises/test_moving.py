"""Which promises can be changed together, and why some cannot."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.core.promises.rules.moving import Hindrance, hindrance, shifted

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("due", "expires", "under_way", "by", "why"),
    [
        (HOUR, None, False, HOUR, None),
        (-2 * HOUR, None, False, HOUR, Hindrance.PAST),
        (-HOUR, None, False, HOUR, Hindrance.PAST),
        (HOUR, 2 * HOUR, False, HOUR, Hindrance.TOO_LATE),
        (HOUR, 3 * HOUR, False, HOUR, None),
        (HOUR, None, True, HOUR, Hindrance.UNDER_WAY),
        (-HOUR, None, False, None, None),
        (HOUR, None, True, None, Hindrance.UNDER_WAY),
    ],
)
def test_what_stands_in_the_way_of_a_move(
    due: timedelta, expires: timedelta | None, under_way: bool, by: timedelta | None, why: Hindrance | None
) -> None:
    ends = NOW + expires if expires is not None else None
    shift = shifted(by, None) if by is not None else None
    assert hindrance(NOW, NOW + due, ends, under_way=under_way, shift=shift) is why


def test_all_go_to_one_time_or_each_goes_on_by_as_much() -> None:
    assert shifted(None, NOW)(NOW - HOUR) == NOW
    assert shifted(HOUR, None)(NOW) == NOW + HOUR
    for by, to in ((None, None), (HOUR, NOW)):
        with pytest.raises(ValueError):
            shifted(by, to)
