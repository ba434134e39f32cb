"""Whose address counts, behind which proxies."""

import pytest

from ringback.base.edge.addresses import UNKNOWN, Proxies, hashed, household, shortened


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ([], "203.0.113.5", [], "203.0.113.5"),
        ([], "203.0.113.5", ["192.0.2.1"], "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6", "192.0.2.1"], "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", [], "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["not an address"], UNKNOWN),
        (["10.0.0.0/8"], "192.0.2.9", ["6.6.6.6"], "192.0.2.9"),
        (["::1/128"], "::1", ["2001:db8::7"], "2001:db8::7"),
        (["127.0.0.0/8"], "::ffff:127.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        (["unix"], "", ["192.0.2.1"], "192.0.2.1"),
        ([], "", ["192.0.2.1"], UNKNOWN),
    ],
)
def test_the_nearest_hop_that_is_not_ours(trusted: list[str], peer: str, forwarded: list[str], client: str) -> None:
    assert Proxies(trusted).client(peer, forwarded) == client


def test_a_subscriber_in_ipv6_is_one_sender_however_many_addresses_they_use() -> None:
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2::1") != household("2001:db8:1:3::1")
    assert household("192.0.2.1") == "192.0.2.1"


def test_what_is_kept_names_no_household() -> None:
    assert shortened("192.0.2.77") == "192.0.2.0"
    assert shortened("2001:db8:1:2::77") == "2001:db8:1::"
    assert shortened("nonsense") == ""
    assert hashed("192.0.2.1", "a") != hashed("192.0.2.1", "b")
