"""The links that let a person leave: what they say comes back, and nothing else opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.opt_out_links import SAMPLE_TOKEN, Leaving, opt_out_url, read


@given(
    some.integers(1, 10**12),
    some.integers(0, 10**12),
    some.integers(10**6, 10**15 - 1),
    some.sampled_from(("en", "zh")),
)
def test_a_short_link_says_what_was_put_into_it(organisation: int, campaign: int, number: int, language: str) -> None:
    leaving = Leaving(organisation, "sms", "offers_sms", language, f"+{number}", campaign)
    assert read(opt_out_url(leaving).rpartition("/")[2]) == leaving


def test_it_takes_little_of_a_text_message() -> None:
    leaving = Leaving(3, "sms", "offers_sms", "en", "+4915123456789", 17)
    token = opt_out_url(leaving).rpartition("/")[2]
    assert len(token) <= len(SAMPLE_TOKEN)


@pytest.mark.parametrize("token", ["", "x", SAMPLE_TOKEN, "A" * 38, "é" * 30, "=" * 20, "x" * 500])
def test_what_we_did_not_make_opens_nothing(token: str) -> None:
    with pytest.raises(NotFoundError):
        read(token)
