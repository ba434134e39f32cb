"""The small parts of the engine: descriptions, registration times, names, kept secrets."""

import pytest
from sippy.SipRequest import SipRequest
from sippy.SipURL import SipURL

from ringback.base.kit.clock import SystemClock
from ringback.channels.voice.engine import sdp
from ringback.channels.voice.engine.plan import EngineConfig, Trunk
from ringback.channels.voice.engine.registrar import renew_after, retry_after
from ringback.channels.voice.engine.runner import Engine, EngineError
from ringback.channels.voice.engine.transactions import reachable
from tests.unit.engine.world import AGENT_SDP, VISITOR_SDP


@pytest.mark.parametrize(
    ("lines", "held", "answer"),
    [
        ("", False, "sendrecv"),
        ("a=sendrecv\r\n", False, "sendrecv"),
        ("a=sendonly\r\n", True, "recvonly"),
        ("a=inactive\r\n", True, "inactive"),
        ("a=recvonly\r\n", False, "sendonly"),
    ],
)
def test_directions(lines: str, held: bool, answer: str) -> None:
    offer = AGENT_SDP + lines
    assert sdp.holds(offer) is held
    assert sdp.answering(offer, VISITOR_SDP + "a=sendrecv\r\n").endswith(f"\r\na={answer}\r\n")
    assert sdp.answering(offer, VISITOR_SDP + "a=sendrecv\r\n").count("a=") == 1


def test_the_old_way_to_hold() -> None:
    assert sdp.holds(AGENT_SDP.replace("10.0.0.1", "0.0.0.0"))


def test_an_origin_of_ours_grows_with_every_description() -> None:
    first, second = (sdp.under_origin(AGENT_SDP, "77", "10.0.0.8") for _ in range(2))
    versions = [int(text.split("o=ringback 77 ")[1].split()[0]) for text in (first, second)]
    assert versions[0] < versions[1]
    assert first.replace(str(versions[0]), "N") != AGENT_SDP
    assert sdp.target(first) == sdp.target(AGENT_SDP)


def test_where_sound_goes() -> None:
    assert sdp.target(AGENT_SDP) == sdp.target(AGENT_SDP + "a=ptime:20\r\n")
    assert sdp.target(AGENT_SDP) != sdp.target(VISITOR_SDP)


@pytest.mark.parametrize(("granted", "renewed"), [(300, 240), (60, 48), (3600, 3480), (1, 1)])
def test_a_registration_is_renewed_with_a_margin(granted: float, renewed: float) -> None:
    assert renew_after(granted) == renewed


def test_a_failed_registration_waits_longer_each_time_but_not_for_ever() -> None:
    waits = [retry_after(failures) for failures in range(1, 12)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300


def test_an_address_that_means_every_interface_is_refused() -> None:
    with pytest.raises(EngineError, match="one of the machine's own"):
        Engine(EngineConfig("0.0.0.0"), None, SystemClock())  # type: ignore[arg-type]


def test_a_trunks_secret_is_not_printed() -> None:
    assert "hush" not in repr(Trunk("main", "trunk.example", 5060, "me", "hush"))


@pytest.mark.parametrize(
    ("contact", "reached"),
    [
        ("sip:phone@8.8.8.8:5070", ("8.8.8.8", 5070)),
        ("sip:phone@8.8.8.8", ("8.8.8.8", 5060)),
        ("sip:phone@192.168.1.20:5070", ("8.8.4.4", 6000)),
        ("sip:phone@desk.example:5070", ("8.8.4.4", 6000)),
        ("sip:phone@8.8.8.8:5070;transport=tcp", ("8.8.4.4", 6000)),
        ("sip:phone@8.8.8.8:5070;transport=UDP", ("8.8.8.8", 5070)),
    ],
)
def test_where_a_request_in_a_dialog_goes_when_the_invite_went_to_another_address(
    contact: str, reached: tuple[str, int]
) -> None:
    request = SipRequest(method="BYE", ruri=SipURL(contact), target=(("", 0), "udp"))
    assert reachable(request, request.getRURI().getAddr(), ("8.8.4.4", 6000)) == reached


def test_a_phone_in_our_own_network_is_reached_at_its_private_address() -> None:
    request = SipRequest(method="BYE", ruri=SipURL("sip:phone@192.168.1.20:5070"), target=(("", 0), "udp"))
    assert reachable(request, request.getRURI().getAddr(), ("192.168.1.20", 6000)) == ("192.168.1.20", 5070)
