"""Trunks: digest as a client, the identity shown, and what a silent or overloaded trunk does to a call."""

import hashlib
import re
import socket
from collections.abc import Callable

import pytest

from ringback.channels.voice.engine.plan import Registration, Trunk
from tests.servers.ports import free_udp_port
from tests.telephony.house import CALLER, House
from tests.telephony.sipp import (
    REMEMBER,
    SDP,
    SippPhone,
    bye,
    confirm,
    invited,
    joined_then_bye,
    receive,
    refuse,
    respond,
    until_bye,
)
from tests.waiting import until

Phone = Callable[..., SippPhone]
CHALLENGE = 'Digest realm="trunk",nonce="abc123",algorithm=MD5,qop="auth"'


def md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def proves(message: str, header: str, method: str, user: str, secret: str) -> bool:
    """Whether the message's credentials are right (RFC 2617 with qop=auth)."""
    line = re.search(rf"^{header}: Digest (.*)$", message, flags=re.MULTILINE)
    assert line is not None
    said = {name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|[^,]*)', line.group(1))}
    first, second = md5(user, "trunk", secret), md5(method, said["uri"])
    wanted = md5(first, said["nonce"], said["nc"], said["cnonce"], said["qop"], second)
    return (said["username"], said["response"]) == (user, wanted)


@pytest.mark.parametrize(
    ("code", "asked", "answered"),
    [(401, "WWW-Authenticate", "Authorization"), (407, "Proxy-Authenticate", "Proxy-Authorization")],
)
def test_a_trunk_that_asks_for_credentials_gets_them(
    house: House, phone: Phone, code: int, asked: str, answered: str
) -> None:
    agent = phone(invited() + until_bye())
    asks = receive("INVITE") + respond(code, "Who", extra=f"      {asked}: {CHALLENGE}\n") + receive("ACK")
    carrier = phone(asks + invited() + bye())
    trunk = Trunk("main", "127.0.0.1", carrier.port, "me", "s3cret", from_user="me", from_domain="trunk.example")
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=trunk)
    assert house.outcome() == "connected"
    invite = carrier.messages()[2]
    assert proves(invite, answered, "INVITE", "me", "s3cret")
    assert invite.lstrip().startswith("INVITE sip:+493098765@trunk.example SIP/2.0")
    assert "From: <sip:me@trunk.example>;tag=" in invite
    assert f"P-Asserted-Identity: <sip:{CALLER}@trunk.example>" in invite
    until(lambda: agent.finished() and carrier.finished())


def test_a_trunk_that_asks_again_at_the_end_gets_its_bye(house: House, phone: Phone) -> None:
    agent = phone(invited() + joined_then_bye())
    asks = receive("BYE") + confirm().replace("200 OK", "407 Who").replace(
        "      Content-Length", f"      Proxy-Authenticate: {CHALLENGE}\n      Content-Length"
    )
    carrier = phone(invited() + asks + receive("BYE") + confirm())
    trunk = Trunk("main", "127.0.0.1", carrier.port, "me", "s3cret")
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=trunk)
    assert house.outcome() == "connected"
    until(carrier.finished)
    assert proves(carrier.messages()[-1], "Proxy-Authorization", "BYE", "me", "s3cret")


def test_wrong_credentials_are_the_trunks_failure_and_not_the_visitors(house: House, phone: Phone) -> None:
    agent = phone(invited() + until_bye())
    asks = receive("INVITE") + respond(401, "Who", extra=f"      WWW-Authenticate: {CHALLENGE}\n") + receive("ACK")
    carrier = phone(asks + asks)
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=Trunk("main", "127.0.0.1", carrier.port, "me", "x"))
    assert house.outcome() == "trunk_failed"
    until(agent.finished)


@pytest.mark.parametrize(("code", "outcome"), [(503, "trunk_failed"), (403, "trunk_failed"), (486, "visitor_busy")])
def test_what_a_trunk_says_is_told_apart(house: House, phone: Phone, code: int, outcome: str) -> None:
    agent, carrier = phone(invited() + until_bye()), phone(refuse(code, "No"))
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=Trunk("main", "127.0.0.1", carrier.port))
    assert house.outcome() == outcome
    until(agent.finished)


def test_a_silent_trunk_lets_the_agent_go_at_the_ring_limit(house: House, phone: Phone) -> None:
    agent = phone(invited() + until_bye())
    trunk = Trunk("main", "127.0.0.1", free_udp_port())
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=trunk, visitor_ring_seconds=0.5)
    assert house.outcome() == "visitor_no_answer"
    until(agent.finished)


def test_a_trunk_without_an_address_has_failed(house: House, phone: Phone) -> None:
    agent = phone(invited() + until_bye())
    house.start()
    house.call([agent.uri], "sip:+493098765@x.invalid", trunk=Trunk("main", "no-such-host.invalid", 5060))
    assert house.outcome() == "trunk_failed"


def test_a_name_cannot_break_out_of_its_header(house: House, phone: Phone) -> None:
    agent, carrier = phone(invited() + until_bye()), phone(invited() + bye())
    evil = 'x" <sip:evil@example>\r\nX-Evil: yes\r\n'
    trunk = Trunk("main", "127.0.0.1", carrier.port, from_user=evil)
    house.start()
    house.call([agent.uri], "sip:+493098765@trunk.example", trunk=trunk)
    assert house.outcome() == "connected"
    assert "\nX-Evil" not in carrier.messages()[0]


def test_a_registration_proves_who_we_are(house: House, phone: Phone) -> None:
    asks = receive("REGISTER") + respond(401, "Who", extra=f"      WWW-Authenticate: {CHALLENGE}\n")
    registrar = phone(asks + receive("REGISTER") + respond(200, "OK", extra="      Expires: 600\n"))
    engine = house.start()
    engine.register(Registration(Trunk("main", "127.0.0.1", registrar.port, "me", "s3cret")))
    until(lambda: house.registrations)
    assert house.registrations[0] == ("main", "registered", "for 600 seconds")
    assert proves(registrar.messages()[1], "Authorization", "REGISTER", "me", "s3cret")


def test_a_registrar_that_wants_a_longer_time_gets_it(house: House, phone: Phone) -> None:
    short = receive("REGISTER") + respond(423, "Interval Too Brief", extra="      Min-Expires: 900\n")
    registrar = phone(short + receive("REGISTER") + respond(200, "OK"))
    engine = house.start()
    engine.register(Registration(Trunk("main", "127.0.0.1", registrar.port, "me", "s3cret")))
    until(lambda: house.registrations)
    assert house.registrations[0] == ("main", "registered", "for 900 seconds")
    assert "\nExpires: 900\n" in registrar.messages()[1]


def test_a_known_peer_that_asks_is_answered_and_may_not_call_in(house: House, phone: Phone) -> None:
    engine = house.start(known_peers=("127.0.0.1",))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(5)
        own = peer.getsockname()[1]
        for method, code in (("OPTIONS", b"200"), ("INVITE", b"403"), ("SUBSCRIBE", b"405"), ("BYE", b"481")):
            message = (
                f"{method} sip:us@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{method}\r\n"
                f"From: <sip:a@b>;tag=1\r\nTo: <sip:us@b>\r\nCall-ID: {method}\r\nCSeq: 1 {method}\r\n"
                "Content-Length: 0\r\n\r\n"
            )
            peer.sendto(message.encode(), ("127.0.0.1", engine.sip_port))
            assert peer.recv(2000).startswith(b"SIP/2.0 " + code)


def test_a_phone_that_answers_without_a_description_is_hung_up(house: House, phone: Phone) -> None:
    mute = phone(receive("INVITE", more=REMEMBER) + respond(200, "OK", retrans=True) + receive("ACK") + until_bye())
    agent, visitor = phone(invited(sdp=SDP) + until_bye()), phone(invited() + bye())
    house.start()
    house.call([mute.uri, agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    assert house.causes()[0] == (1, "failed")
    until(mute.finished)
