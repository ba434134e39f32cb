"""How long the other side of a request asks to be left alone."""

from datetime import UTC, datetime

import pytest

from ringback.base.outgoing.asking import Answer

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("99999999999999999999", 3600),
        ("Wed, 11 Mar 2026 12:10:00 GMT", 600),
        ("Wed, 11 Mar 2026 12:10:00 -0000", 600),
        ("Wed, 11 Mar 2026 11:00:00 GMT", 0),
        ("Wed, 11 Mar 9999 11:00:00 GMT", 3600),
        ("-5", 0),
        ("١٢٠", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_what_is_said_counts_within_reason(said: str, seconds: float) -> None:
    assert Answer(429, {"retry-after": said}, b"").pause_seconds(NOW, 3600) == seconds


def test_nothing_said_is_no_pause() -> None:
    assert Answer(503, {}, b"").pause_seconds(NOW, 3600) == 0
