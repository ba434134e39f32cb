"""Every trap that SIP and sippy are known to set, each sprung by a real phone and found mended."""

import re
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ringback.channels.voice.engine import facts, quiet
from ringback.channels.voice.engine.phone import Phone as Dialog
from ringback.channels.voice.engine.plan import Registration, Trunk
from tests.servers.ports import free_udp_port
from tests.telephony.house import House
from tests.telephony.sipp import (
    HELD,
    NUMBER,
    REMEMBER,
    SDP,
    SippPhone,
    bye,
    confirm,
    invited,
    joined_then_bye,
    pause,
    receive,
    receive_response,
    refuse,
    request,
    respond,
    rings_until_cancelled,
    until_bye,
)
from tests.waiting import until

Phone = Callable[..., SippPhone]


def answers_as(contact: str, extra: str = "") -> str:
    """Answer with that Contact."""
    answered = respond(200, "OK", SDP, retrans=True, contact=contact, extra=extra)
    return receive("INVITE", more=REMEMBER) + respond(180, "Ringing") + answered + receive("ACK")


def header(message: str, name: str) -> list[str]:
    return re.findall(rf"^{name}: (.*)$", message, flags=re.MULTILINE)


@pytest.mark.parametrize("transport", ["UDP", "tcp", "TLS"])
def test_trap_1_a_contact_in_capitals_or_over_tcp_is_hung_up_all_the_same(
    house: House, phone: Phone, transport: str
) -> None:
    agent = phone(invited() + joined_then_bye(200))
    visitor = phone(answers_as(f"<sip:phone@[local_ip]:[local_port];transport={transport}>") + until_bye())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_trap_1_a_contact_by_name_is_reached_where_the_invite_went(house: House, phone: Phone) -> None:
    agent = phone(invited() + joined_then_bye(200))
    visitor = phone(answers_as("<sip:phone@no-such-host.invalid:5060>") + until_bye())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(visitor.finished)


def test_trap_2_datagrams_leave_in_the_order_they_were_sent(house: House) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(5)
        engine = house.start()
        for number in range(300):
            engine.loop.call_soon(engine.transactions.port.send_to, str(number), peer.getsockname())
        assert [int(peer.recv(100)) for _ in range(300)] == list(range(300))


def test_trap_2_names_are_looked_up_off_the_engine_thread(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    house.start()
    house.call([agent.uri.replace("127.0.0.1", "localhost")], visitor.uri)
    assert house.outcome() == "connected"
    assert "INVITE sip:phone@localhost:" in agent.messages()[0]


def test_trap_2_a_name_without_an_address_is_an_unreachable_agent(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    house.start()
    house.call(["sip:phone@no-such-host.invalid", agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    assert house.causes()[0] == (1, "unreachable")


def test_trap_4_the_placeholder_has_a_real_address(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(refuse(486, "Busy"))
    house.start()
    house.call([agent.uri], visitor.uri)
    house.outcome()
    assert "c=IN IP4 127.0.0.1" in agent.messages()[0]


def test_trap_5_nobody_is_led_to_send_update(house: House, phone: Phone) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(refuse(486, "Busy"))
    house.start()
    house.call([agent.uri], visitor.uri)
    house.outcome()
    assert header(agent.messages()[0], "Allow") == ["INVITE, ACK, CANCEL, BYE, OPTIONS, INFO"]


@pytest.mark.parametrize("method", ["UPDATE", "REFER", "MESSAGE"])
def test_trap_5_a_method_we_do_not_speak_is_refused_and_the_call_goes_on(
    house: House, phone: Phone, method: str
) -> None:
    agent = phone(invited() + until_bye())
    visitor = phone(invited() + pause(200) + request(method, 1) + receive_response(405) + _bye(2))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def _bye(number: int) -> str:
    return pause(100) + request("BYE", number) + receive_response(200)


def test_trap_5_options_and_info_are_answered_in_a_call(house: House, phone: Phone) -> None:
    agent = phone(invited() + until_bye())
    talk = request("OPTIONS", 1) + receive_response(200) + request("INFO", 2) + receive_response(200)
    visitor = phone(invited() + pause(200) + talk + _bye(3))
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(visitor.finished)


def test_trap_6_a_redirected_visitor_is_claimed_again(house: House, phone: Phone) -> None:
    agent, elsewhere = phone(invited() + until_bye()), phone(invited() + bye())
    moved = phone(refuse(302, "Moved Temporarily", contact=f"<{elsewhere.uri}>"))
    house.start()
    house.call([agent.uri], moved.uri)
    assert house.outcome() == "connected"
    assert [claim.uri for claim in house.claims] == [agent.uri, moved.uri, elsewhere.uri]
    assert house.causes()[0] == (2, "redirected")


def test_trap_6_a_redirection_to_a_forbidden_number_is_not_followed(house: House, phone: Phone) -> None:
    agent, premium = phone(invited() + until_bye()), phone(invited())
    moved = phone(refuse(302, "Moved Temporarily", contact=f"<{premium.uri}>"))
    house.start()
    house.denied[premium.uri] = "premium numbers are refused"
    house.call([agent.uri], moved.uri)
    assert house.outcome() == "visitor_denied"
    until(agent.finished)
    assert premium.methods() == []


def test_trap_6_a_redirected_agent_is_claimed_again(house: House, phone: Phone) -> None:
    desk, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    moved = phone(refuse(302, "Moved Temporarily", contact=f"<{desk.uri}>"))
    house.start()
    house.call([moved.uri], visitor.uri)
    assert house.outcome() == "connected"
    assert [leg.agent_id for leg in house.said(facts.LegDialled)] == [1, 1, None]


def test_trap_6_redirections_in_a_circle_come_to_an_end(house: House, phone: Phone) -> None:
    port = free_udp_port()
    circle = phone(refuse(302, "Moved Temporarily", contact="<sip:phone@[local_ip]:[local_port]>"), calls=10, port=port)
    house.start()
    house.call([circle.uri], circle.uri)
    assert house.outcome() == "nobody_answered"
    assert len(house.claims) == 4


@pytest.mark.parametrize("contact", ["<tel:+4930987654>", "<sip:>", "<<>>", "*"])
def test_trap_6_a_redirection_to_nowhere_is_a_failed_leg(house: House, phone: Phone, contact: str) -> None:
    agent = phone(refuse(302, "Moved Temporarily", contact=contact))
    house.start()
    house.call([agent.uri], agent.uri, ring_seconds=20)
    assert house.outcome(5) == "nobody_answered"
    assert len(house.claims) == 1
    until(agent.finished)


def test_trap_6_a_session_timer_refusal_is_a_failed_leg(house: House, phone: Phone) -> None:
    agent, visitor = phone(refuse(422, "Session Interval Too Small")), phone(invited())
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "nobody_answered"
    assert house.causes() == [(1, "failed")]


def test_trap_6_an_answer_that_crosses_our_cancel_is_acknowledged_and_hung_up(house: House, phone: Phone) -> None:
    late = phone(
        receive("INVITE", more=REMEMBER)
        + respond(180, "Ringing")
        + pause(700)
        + respond(200, "OK", SDP, retrans=True)
        + '  <recv request="CANCEL" optional="true"/>\n'
        + receive("ACK")
        + receive("BYE")
        + confirm(),
        options=("-pause_msg_ign",),
    )
    engine = house.start()
    plan = house.call([late.uri], late.uri)
    house.wait_for(facts.LegRinging)
    engine.hang_up(plan.call_id, "enough")
    assert house.outcome() == "cancelled"
    until(late.finished)


def test_a_second_phone_that_answers_the_same_invite_is_acknowledged_and_hung_up(house: House, phone: Phone) -> None:
    forked = respond(200, "OK", SDP).replace("SIPp[call_number]", "fork[call_number]")
    forked = forked.replace("[last_CSeq:]", "CSeq: [$number] INVITE")
    agent = phone(invited() + until_bye())
    visitor = phone(
        receive("INVITE", more=REMEMBER.replace("</action>", NUMBER.removeprefix("<action>")))
        + respond(200, "OK", SDP, retrans=True)
        + receive("ACK")
        + forked
        + receive("ACK")
        + receive("BYE")
        + confirm()
        + bye(200)
        + '  <Reference variables="number"/>\n'
    )
    house.start()
    house.call([agent.uri], visitor.uri)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_a_silent_phone_that_wakes_up_after_its_time_is_not_rung(house: House, phone: Phone) -> None:
    port = free_udp_port()
    house.start()
    house.call([f"sip:phone@127.0.0.1:{port}"], "sip:x@127.0.0.1:9", ring_seconds=0.3)
    assert house.outcome() == "nobody_answered"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as woken:
        woken.bind(("127.0.0.1", port))
        woken.settimeout(1.5)
        with pytest.raises(TimeoutError):
            woken.recv(2000)


KEEP_JOIN = (
    "<action>"
    + "".join(
        f'<ereg regexp=".*" search_in="hdr" header="{name}:" assign_to="{name.lower()}2"/>'
        for name in ("Via", "From", "To", "CSeq")
    )
    + "</action>"
)
ANSWER_JOIN = """  <send><![CDATA[
      SIP/2.0 200 OK
      Via:[$via2]
      From:[$from2]
      To:[$to2]
      [last_Call-ID:]
      CSeq:[$cseq2]
      Contact: <sip:phone@[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=phone 1 9 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio [MEDIA] RTP/AVP 0
  ]]></send>
  <Reference variables="via2,from2,to2,cseq2"/>
"""


def test_trap_6_a_crossing_reinvite_gets_491_and_the_call_is_joined(house: House, phone: Phone) -> None:
    crossing = request("INVITE", 1, HELD).replace(' retrans="500"', "") + receive_response(491) + request("ACK", 1)
    hasty = phone(
        invited()
        + receive("INVITE", more=KEEP_JOIN)
        + crossing
        + ANSWER_JOIN
        + receive("ACK")
        + receive("BYE")
        + confirm()
    )
    visitor = phone(invited() + bye(800))
    house.start()
    house.call([hasty.uri], visitor.uri)
    assert house.outcome() == "connected"
    assert house.said(facts.Bridged)
    until(hasty.finished)


def test_trap_7_a_registration_is_renewed_before_it_expires(house: House, phone: Phone) -> None:
    granted = "      Expires: 2\n"
    renewal = receive("REGISTER") + respond(200, "OK", extra=granted)
    registrar = phone(renewal + renewal + receive("REGISTER") + respond(200, "OK"))
    engine = house.start()
    engine.register(Registration(Trunk("main", "127.0.0.1", registrar.port, "me", "secret"), 2))
    until(lambda: len(registrar.methods()) >= 2, 1.9)
    engine.unregister("main")
    until(lambda: len(registrar.methods()) >= 3)
    assert header(registrar.messages()[2], "Expires") == ["0"]
    assert [state for _, state, _ in house.registrations] == ["registered", "registered", "unregistered"]


def test_trap_7_a_refused_registration_is_tried_again_and_says_why(house: House, phone: Phone) -> None:
    refused = receive("REGISTER") + respond(503, "Overloaded")
    registrar = phone(refused + receive("REGISTER") + respond(200, "OK"))
    engine = house.start()
    engine.register(Registration(Trunk("main", "127.0.0.1", registrar.port, "me", "secret")))
    until(lambda: len(house.registrations) == 2)
    assert house.registrations[0] == ("main", "failed", "503 Overloaded")
    assert house.registrations[1][1] == "registered"


def test_trap_8_nothing_is_written_to_the_terminal_and_no_signal_is_taken(
    house: House, phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGUSR1)
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    house.start()
    house.call([agent.uri], visitor.uri)
    house.outcome()
    house.stop()
    assert capfd.readouterr() == ("", "")
    assert signal.getsignal(signal.SIGUSR1) is before


def test_trap_9_a_hundred_calls_leave_nothing_behind(
    house: House, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialog, "godead_timeout", 0.3)
    # More than are made: an INVITE that is sent again counts as a call there, and who has had enough answers no BYE.
    agent, visitor = phone(invited(1) + until_bye(), calls=300), phone(invited(1) + bye(50), calls=300)
    engine = house.start()
    for _ in range(100):
        house.call([agent.uri], visitor.uri)
    until(lambda: len(house.said(facts.CallEnded)) == 100, 20)
    assert {str(fact.outcome) for fact in house.said(facts.CallEnded)} == {"connected"}
    manager = engine.transactions
    until(
        lambda: not manager.req_consumers and not manager.tclient and not manager.tserver, 18
    )  # what is lost is sent again for a minute
    assert engine.active() == 0


def test_trap_10_ten_thousand_junk_datagrams_get_no_answer_and_no_log(
    house: House, phone: Phone, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye(600))
    engine = house.start()
    house.call([agent.uri], visitor.uri)
    before = quiet.complaints.count
    stranger = "OPTIONS sip:us SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nCall-ID: who\r\n\r\n"
    junk = [b"", b"\x00" * 40, b"\xff\xfe" * 200, b"SIP/2.0 200 OK\r\n\r\n", b"INVITE\r\n" * 50, stranger.encode()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        for number in range(10_000):
            peer.sendto(junk[number % len(junk)], ("127.0.0.1", engine.sip_port))
        assert house.outcome() == "connected"
        peer.setblocking(False)
        with pytest.raises(BlockingIOError):
            peer.recv(2000)
    assert engine.transactions.turned_away > 1000
    assert quiet.complaints.count == before
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_trap_10_what_a_known_peer_garbles_is_logged_once(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    engine = house.start(known_peers=("127.0.0.1",))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        for number in range(200):
            garbled = f"OPTIONS sip:us SIP/2.0\r\nCall-ID: garbled{number}\r\nContact: <<>>\r\n\r\n"
            peer.sendto(garbled.encode(), ("127.0.0.1", engine.sip_port))
        until(lambda: quiet.complaints.count >= 200)
    assert len(caplog.records) <= 1
    assert capfd.readouterr() == ("", "")


def test_trap_11_through_an_edge_tcp_stays_in_the_uri_and_both_routes_are_kept(house: House, phone: Phone) -> None:
    routes = (
        "      Record-Route: <sip:[local_ip]:5061;transport=tcp;r2=on;lr>\n"
        "      Record-Route: <sip:[local_ip]:[local_port];r2=on;lr>\n"
    )
    agent = phone(invited() + joined_then_bye(200))
    edge = phone(answers_as("<sip:1001@10.1.1.1:5099;transport=tcp>", routes) + until_bye())
    trunk = Trunk("edge", "127.0.0.1", edge.port)
    house.start()
    house.call([agent.uri], "sip:1001@10.1.1.1:5099;transport=tcp", trunk=trunk)
    assert house.outcome() == "connected"
    until(edge.finished)
    invite, ack, ended = edge.messages()
    assert invite.lstrip().startswith("INVITE sip:1001@10.1.1.1:5099;transport=tcp SIP/2.0")
    for message in (ack, ended):
        assert ";transport=tcp SIP/2.0" in message.lstrip().splitlines()[0]
        assert [";r2=on" in route for route in header(message, "Route")] == [True, True]
        assert f":{edge.port};" in header(message, "Route")[0]


def test_the_sip_port_is_not_shared_with_a_second_engine(house: House) -> None:
    engine = house.start()
    with pytest.raises(OSError, match="in use"), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", engine.sip_port))


def test_a_port_that_is_taken_is_an_error_of_start(house: House) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="in use"):
            house.start(sip_port=other.getsockname()[1])


def test_a_ringing_phone_is_cancelled_at_the_hunt_limit(house: House, phone: Phone, tmp_path: Path) -> None:
    agent = phone(rings_until_cancelled())
    house.start()
    house.call([agent.uri], agent.uri, max_hunt_seconds=0.5)
    assert house.outcome() == "nobody_answered"
    until(agent.finished)
