"""Calls to the demo phones, made by a real SIP caller."""

import socket
from pathlib import Path

import httpx
import pytest

from tests.integration.demo.conftest import FarEnd, Phones, start
from tests.integration.demo.sipp_caller import (
    ack,
    bye,
    calling,
    cancel,
    expect,
    hung_up_on,
    invite,
    refused,
    reinvite,
    sdp,
    talk,
    went_well,
)
from tests.waiting import until

VISITOR = "+493012345612"


def test_answered_by_hand_and_hung_up_by_the_phone(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), hung_up_on()
    with calling(folder, "manager-1", phones.sip_port, *steps) as caller:
        ringing = phones.until("manager-1", state="ringing")
        assert ringing["caller"] == {"name": "Demo Shop", "number": "ringback"}
        assert phones.push("manager-1", "answer").json()["state"] == "talking"
        far_end.packets(5)
        assert phones.push("manager-1", "hang-up").status_code == 200
        assert went_well(caller, folder)
    assert phones.phone("manager-1")["ended"] == "you_hung_up"


def test_any_number_is_a_visitors_phone(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), talk(200), bye()
    with calling(folder, VISITOR, phones.sip_port, *steps) as caller:
        shown = phones.until(VISITOR, state="ringing")
        assert (shown["name"], shown["role"]) == ("+49 30 12345612", "visitor")
        phones.push(VISITOR, "answer")
        assert went_well(caller, folder)
    ended = phones.until(VISITOR, state="ended", ended="they_hung_up")
    assert float(str(ended["talked_seconds"])) >= 0.2


@pytest.mark.parametrize(("wish", "code"), [({}, 603), ({"code": 486}, 486), ({"code": 480}, 480)])
def test_declined(phones: Phones, folder: Path, far_end: FarEnd, wish: dict[str, object], code: int) -> None:
    steps = invite(sdp(far_end.port)), expect(180), refused(code)
    with calling(folder, "manager-2", phones.sip_port, *steps) as caller:
        phones.until("manager-2", state="ringing")
        phones.push("manager-2", "decline", **wish)
        assert went_well(caller, folder)
    assert phones.phone("manager-2")["ended"] == ("busy" if code == 486 else "declined")


def test_the_caller_gives_up(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(sdp(far_end.port)), expect(180), talk(300), cancel()
    with calling(folder, "manager-3", phones.sip_port, *steps) as caller:
        phones.until("manager-3", state="ringing")
        phones.until("manager-3", state="ended", ended="they_gave_up")
        assert went_well(caller, folder)
    assert phones.push("manager-3", "answer").status_code == 409


def test_a_phone_in_a_call_is_busy_for_others(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    first = invite(sdp(far_end.port)), expect(180), expect(200), ack(), hung_up_on()
    second = invite(sdp(far_end.port)), refused(486)
    with calling(folder, "manager-1", phones.sip_port, *first) as caller:
        phones.until("manager-1", state="ringing")
        phones.push("manager-1", "answer")
        with calling(folder, "manager-1", phones.sip_port, *second) as other:
            assert went_well(other, folder)
        assert phones.phone("manager-1")["state"] == "talking"
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)


def test_answers_by_itself_and_presses_a_key(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    assert phones.push("manager-1", "habit", mode="answers", after_seconds=0.2, presses="1").status_code == 200
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), hung_up_on()
    with calling(folder, "manager-1", phones.sip_port, *steps) as caller:
        phones.until("manager-1", state="talking", pressed="1")
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)


def test_stays_silent_until_the_caller_gives_up(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    phones.push("manager-2", "habit", mode="silent")
    steps = invite(sdp(far_end.port)), expect(180), talk(1000), cancel()
    with calling(folder, "manager-2", phones.sip_port, *steps) as caller:
        assert went_well(caller, folder)
    assert phones.phone("manager-2")["ended"] == "they_gave_up"


def test_is_busy_by_itself(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    phones.push("manager-3", "habit", mode="busy")
    with calling(folder, "manager-3", phones.sip_port, invite(sdp(far_end.port)), refused(486)) as caller:
        assert went_well(caller, folder)
    assert phones.phone("manager-3")["ended"] == "busy"


def test_nobody_has_this_name(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    with calling(folder, "nobody", phones.sip_port, invite(sdp(far_end.port)), refused(404)) as caller:
        assert went_well(caller, folder)
    assert phones.phone("nobody") == {}


def test_no_codec_in_common(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    offer = invite(sdp(far_end.port, types="18 101"))
    with calling(folder, "manager-1", phones.sip_port, offer, refused(488)) as caller:
        assert went_well(caller, folder)


def test_hold_and_a_new_place_for_the_sound(
    phones: Phones, folder: Path, far_end: FarEnd, other_far_end: FarEnd
) -> None:
    hold = reinvite(sdp(far_end.port, 2, "sendonly"))
    move = reinvite(sdp(other_far_end.port, 3)).replace("CSeq: 2 ", "CSeq: 3 ")
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), talk(200), hold, talk(400), move
    with calling(folder, "manager-1", phones.sip_port, *steps, hung_up_on()) as caller:
        phones.until("manager-1", state="ringing")
        phones.push("manager-1", "answer")
        phones.until("manager-1", state="talking", held=True)
        phones.until("manager-1", state="talking", held=False)
        other_far_end.packets(5)
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)


def test_an_invite_without_an_offer(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(""), expect(180), expect(200), ack(sdp(far_end.port)), hung_up_on()
    with calling(folder, "manager-1", phones.sip_port, *steps) as caller:
        phones.until("manager-1", state="ringing")
        phones.push("manager-1", "answer")
        far_end.packets(5)
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)


def test_a_contact_that_names_another_transport(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    offer = invite(sdp(far_end.port), contact=";transport=UDP")
    with calling(folder, "manager-1", phones.sip_port, offer, expect(180), expect(200), ack(), hung_up_on()) as caller:
        phones.until("manager-1", state="ringing")
        phones.push("manager-1", "answer")
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)


def test_a_call_leaves_nothing_sounding(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), hung_up_on()
    with calling(folder, "manager-1", phones.sip_port, *steps) as caller:
        phones.until("manager-1", state="ringing")
        phones.push("manager-1", "answer")
        far_end.packets(3)
        phones.push("manager-1", "hang-up")
        assert went_well(caller, folder)
    until(lambda: phones.client.get("/phones").json()["levels"] == {})


def test_a_stop_hangs_up_first(folder: Path, far_end: FarEnd) -> None:
    running, ready = start("--auto")
    steps = invite(sdp(far_end.port)), expect(180), expect(200), ack(), hung_up_on()
    with running, calling(folder, VISITOR, int(str(ready["sip_port"])), *steps) as caller:
        far_end.packets(1)
        with httpx.stream("GET", f"{ready['url']}events", timeout=20) as page:
            assert next(page.iter_lines())
            running.terminate()
            assert went_well(caller, folder)
            assert running.wait(20) == 0


def ask(phones: Phones, method: str, *headers: str) -> str:
    """The phones' answer to a request outside any call."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.settimeout(10)
        port = asker.getsockname()[1]
        lines = [
            f"{method} sip:127.0.0.1:{phones.sip_port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-{method}-{port}",
            "From: <sip:trunk@127.0.0.1>;tag=1",
            "To: <sip:trunk@127.0.0.1>",
            f"Call-ID: {method}-{port}",
            f"CSeq: 1 {method}",
            "Max-Forwards: 70",
            *headers,
            "Content-Length: 0",
        ]
        asker.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), ("127.0.0.1", phones.sip_port))
        return asker.recv(4096).decode()


def test_the_demo_carrier_takes_a_registration(phones: Phones) -> None:
    answer = ask(phones, "REGISTER", "Contact: <sip:ringback@127.0.0.1:5999>", "Expires: 120")
    assert answer.startswith("SIP/2.0 200")
    assert "sip:ringback@127.0.0.1:5999" in answer
    assert "Expires: 120" in answer


def test_junk_does_no_harm(phones: Phones) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        for junk in (b"\xff" * 200, b"x" * 40, b"INVITE sip:x SIP/2.0\r\n\r\n" + b"\x00" * 40, b""):
            asker.sendto(junk, ("127.0.0.1", phones.sip_port))
    assert ask(phones, "OPTIONS").startswith("SIP/2.0 200")
    assert ask(phones, "MESSAGE").startswith("SIP/2.0 405")
