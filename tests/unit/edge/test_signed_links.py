"""Links that open one row's page: for that row, that use and that time alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.edge.signed_links import SignedLinks

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINKS = SignedLinks("status")


def test_a_link_is_good_for_its_row_its_use_and_its_time() -> None:
    link = LINKS.write(17, "secret", NOON)
    assert LINKS.number_in(link) == 17
    assert LINKS.is_good(link, "secret", NOON - timedelta(seconds=1))
    assert not LINKS.is_good(link, "secret", NOON)
    assert not LINKS.is_good(link, "renewed", NOON - timedelta(days=1))
    assert not SignedLinks("answer").is_good(link, "secret", NOON - timedelta(days=1))
    later = link.replace(str(int(NOON.timestamp())), str(int(NOON.timestamp()) + 60))
    assert not LINKS.is_good(later, "secret", NOON - timedelta(days=1))


@pytest.mark.parametrize("link", ["", ".", "x.1~y", "-1.1~y", "1" * 19 + ".1~y", "٣.1~y", "1." + "9" * 200])
def test_what_has_not_the_shape_of_a_link_speaks_of_no_row(link: str) -> None:
    assert LINKS.number_in(link) is None


@given(st.text(max_size=130))
def test_nothing_that_we_did_not_write_is_good(text: str) -> None:
    assert not LINKS.is_good(text, "secret", NOON)
