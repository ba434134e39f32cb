"""The NG client against a made-up rtpengine that loses, garbles and refuses."""

import contextlib
import json
import queue
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.channels.voice.engine import ng
from ringback.channels.voice.engine.media import MediaConfig, MediaError, MediaPlane, placeholder_sdp
from ringback.channels.voice.engine.ng import NgClient
from tests.waiting import until

OK = {"result": "ok"}
ALIVE = {"result": "ok", "statistics": {"totalstatistics": {"uptime": "5"}}}


class FakeRtpengine:
    """Answers heartbeats by itself; everything else is kept in `asked` and answered by the test."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked: queue.Queue[tuple[str, dict[str, Any], Any]] = queue.Queue()
        self.alive: dict[str, Any] | None = ALIVE
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):  # the test is over and the socket closed
            while True:
                self._take(*self.socket.recvfrom(65535))

    def _take(self, datagram: bytes, sender: Any) -> None:
        cookie, _, body = datagram.decode().partition(" ")
        message = json.loads(body)
        if message["command"] != "statistics":
            self.asked.put((cookie, message, sender))
        elif self.alive is not None:
            self.answer(cookie, self.alive, sender)

    def answer(self, cookie: str, reply: object, sender: Any) -> None:
        body = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        self.socket.sendto(cookie.encode() + b" " + body, sender)


class Parts:
    def __init__(self) -> None:
        self.fake = FakeRtpengine()
        self.verdicts: list[str] = []
        self.presses: queue.Queue[tuple[str, str, str]] = queue.Queue()
        self.answers: queue.Queue[tuple[Any, MediaError | None]] = queue.Queue()
        self.plane = MediaPlane(
            MediaConfig("127.0.0.1", self.fake.port, 0, "/nonexistent"),
            lambda *press: self.presses.put(press),
            lambda: self.verdicts.append("lost"),
            lambda: self.verdicts.append("back"),
        )
        self.plane.start()

    def done(self, result: Any, error: MediaError | None) -> None:
        self.answers.put((result, error))

    def outcome(self, reply: object) -> tuple[Any, MediaError | None]:
        self.plane.ping(self.done)
        cookie, _, sender = self.fake.asked.get(timeout=5)
        self.fake.answer(cookie, reply, sender)
        return self.answers.get(timeout=5)


@pytest.fixture
def parts() -> Iterator[Parts]:
    made = Parts()
    yield made
    made.plane.stop()
    made.fake.socket.close()


def test_an_answer_comes_back_with_its_own_question(parts: Parts) -> None:
    parts.plane.ping(parts.done)
    parts.plane.delete("x")
    first, second = parts.fake.asked.get(timeout=5), parts.fake.asked.get(timeout=5)
    assert second[1] == {"command": "delete", "call-id": "x"}
    parts.fake.answer(second[0], OK, second[2])
    parts.fake.answer(first[0], {"result": "pong"}, first[2])
    assert parts.answers.get(timeout=5) == ({"result": "pong"}, None)


def test_a_lost_command_is_sent_again_with_the_same_cookie_and_answered_once(parts: Parts) -> None:
    parts.plane.ping(parts.done)
    first, second = parts.fake.asked.get(timeout=5), parts.fake.asked.get(timeout=5)
    assert first == second
    for _ in range(2):
        parts.fake.answer(second[0], OK, second[2])
    assert parts.answers.get(timeout=5) == (OK, None)
    parts.outcome(OK)
    assert parts.answers.empty()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ({"result": "error", "error-reason": "Unknown call-id"}, "ping: Unknown call-id"),
        ({"result": "load", "message": "Load limit exceeded"}, "ping: Load limit exceeded"),
        ({}, "ping: None"),
        ([], "unreadable"),
        (b"d6:result2:oke", "unreadable"),
        (b"\xff\xfe", "unreadable"),
    ],
)
def test_refusals_and_garbage_are_media_errors(parts: Parts, reply: object, why: str) -> None:
    result, error = parts.outcome(reply)
    assert result is None
    assert why in str(error)


def test_many_threads_may_ask_at_once(parts: Parts) -> None:
    """The engine's thread, and the media thread itself from within an answer."""
    together = threading.Barrier(8)
    wrong: list[Exception] = []

    def ask_often() -> None:
        together.wait()
        try:
            for _ in range(2000):
                client.request({"command": "ping"}, parts.done)
        except Exception as error:
            wrong.append(error)

    client = NgClient("127.0.0.1", 9, 0, print, lambda: None, lambda: None)
    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(client._waiting) == 16_000


def test_silence_is_an_error_after_its_time(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ng, "TIMEOUT_SECONDS", 0.4)
    parts.plane.ping(parts.done)
    result, error = parts.answers.get(timeout=5)
    assert result is None
    assert str(error) == "ping: rtpengine does not answer"


def test_stopping_answers_what_is_open_and_what_comes_later(parts: Parts) -> None:
    parts.plane.ping(parts.done)
    parts.plane.stop()
    assert "stopped" in str(parts.answers.get(timeout=5)[1])
    parts.plane.ping(parts.done)
    assert "stopped" in str(parts.answers.get(timeout=5)[1])


def test_an_owner_that_raises_does_not_stop_the_thread(parts: Parts) -> None:
    def bad(result: Any, error: MediaError | None) -> None:
        raise ValueError("the owner's fault")

    parts.plane.ping(bad)
    cookie, _, sender = parts.fake.asked.get(timeout=5)
    parts.fake.answer(cookie, OK, sender)
    assert parts.outcome(OK) == (OK, None)


def test_verdicts_follow_silence_and_return(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ng, "TIMEOUT_SECONDS", 0.4)
    until(lambda: parts.verdicts == ["back"])
    parts.fake.alive = None
    until(lambda: parts.verdicts == ["back", "lost"])
    assert parts.plane.up is False
    parts.fake.alive = ALIVE
    until(lambda: parts.verdicts == ["back", "lost", "back"])


def test_one_missed_beat_is_no_verdict(parts: Parts) -> None:
    until(lambda: parts.verdicts == ["back"])
    client = parts.plane._ng
    client._beat_answered(None, MediaError("statistics: rtpengine does not answer"))
    assert parts.plane.up
    client._beat_answered(ALIVE, None)
    client._beat_answered(None, MediaError("statistics: rtpengine does not answer"))
    assert parts.verdicts == ["back"]


def test_an_uptime_that_went_back_is_a_restart(parts: Parts) -> None:
    until(lambda: parts.verdicts == ["back"])
    parts.fake.alive = {"result": "ok", "statistics": {"totalstatistics": {"uptime": "0"}}}
    until(lambda: parts.verdicts == ["back", "lost", "back"])


def test_key_presses_are_told_apart_from_garbage(parts: Parts) -> None:
    press = {"type": "DTMF", "callid": "c", "source_tag": "M", "event": 1}
    bad = [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps(press | {"event": 99}).encode(),
        json.dumps(press | {"type": "x"}).encode(),
    ]
    for datagram in [*bad, json.dumps(press).encode()]:
        parts.fake.socket.sendto(datagram, ("127.0.0.1", parts.plane.dtmf_port))
    assert parts.presses.get(timeout=5) == ("c", "M", "1")
    assert parts.presses.empty()


def test_offers_carry_what_keeps_phones_behind_nat_alive(parts: Parts) -> None:
    parts.plane.offer("c", "M", "sdp", parts.done, to_tag="V", transcode=("PCMA", "PCMU"))
    assert parts.fake.asked.get(timeout=5)[1] == {
        "command": "offer",
        "call-id": "c",
        "from-tag": "M",
        "to-tag": "V",
        "sdp": "sdp",
        "flags": ["port-latching"],
        "replace": ["origin", "session-connection"],
        "ICE": "remove",
        "transport-protocol": "RTP/AVP",
        "rtcp-mux": ["demux"],
        "codec": {"transcode": ["PCMA", "PCMU"]},
    }


def test_the_callers_thread_is_never_held_up() -> None:
    """Even with nobody there and nothing started."""
    client = NgClient("127.0.0.1", 9, 0, print, lambda: None, lambda: None)
    answers: list[object] = []
    client.request({"command": "ping"}, lambda *answer: answers.append(answer))
    assert answers == []


def test_the_placeholder_is_a_real_address_on_the_discard_port() -> None:
    four, six = placeholder_sdp("192.0.2.1"), placeholder_sdp("2001:db8::1")
    assert "c=IN IP4 192.0.2.1\r\n" in four
    assert "m=audio 9 RTP/AVP 0 8 101\r\n" in four
    assert "c=IN IP6 2001:db8::1\r\n" in six
    assert "a=sendrecv" in four
