"""Requests to addresses that strangers gave us, with real sockets and a real TLS server."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.base.outgoing.asking import Answer, Call, ask
from ringback.base.outgoing.errors import AskingError, BarredError, SilentError, UnreachableError
from ringback.project.outgoing import networks
from tests.servers.ports import free_port
from tests.servers.receiver import Receiver, Reply
from tests.waiting import until

LOOPBACK = networks(["127.0.0.0/8"])


def post(url: str, chosen: Any, *, body: bytes = b"", headers: Any = None, **limits: Any) -> Answer:
    return ask(Call(url, body, headers or {}), chosen, **limits)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


def test_it_arrives_whole_with_its_headers(receiver: Receiver) -> None:
    answer = post(f"{receiver.url}/hook?a=b", LOOPBACK, body=b'{"x": 1}', headers={"Webhook-Id": "msg_1"})
    assert (answer.status, answer.fine, answer.body) == (200, True, b"ok")
    (posted,) = receiver.posted
    assert (posted.path, posted.body) == ("/hook?a=b", b'{"x": 1}')
    assert posted.headers["webhook-id"] == "msg_1"
    assert posted.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_loopback_is_refused_unless_chosen(receiver: Receiver) -> None:
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(BarredError):
            post(f"https://{host}:{receiver.port}/", ())
    assert receiver.posted == []


def test_a_name_is_judged_by_what_it_resolves_to_at_that_moment(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it was saved, ours when it is used; and one bad address among good ones."""
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.215.14", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(BarredError):
        post(f"https://rebound.example:{receiver.port}/", ())
    assert asked == ["rebound.example"]


def test_it_connects_to_the_very_address_that_was_judged(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up could answer otherwise, so there is none."""
    answers = [[(2, 1, 6, "", ("127.0.0.1", receiver.port))], [(2, 1, 6, "", ("10.0.0.1", receiver.port))]]
    real, asked = socket.getaddrinfo, []

    def resolve(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host == "once.example":
            asked.append(host)
            return answers.pop(0)
        return real(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert post(f"http://once.example:{receiver.port}/", LOOPBACK).status == 200
    assert asked == ["once.example"]
    assert receiver.posted[0].headers["host"] == f"once.example:{receiver.port}"


def test_redirects_are_answers(receiver: Receiver) -> None:
    receiver.reply = Reply(307, b"", {"Location": "http://169.254.169.254/latest/meta-data/"})
    answer = post(receiver.url, LOOPBACK)
    assert (answer.status, answer.fine) == (307, False)
    assert len(receiver.posted) == 1


def test_proxies_of_the_environment_are_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert post(receiver.url, LOOPBACK).status == 200


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(UnreachableError):
        post(f"http://127.0.0.1:{free_port()}/", LOOPBACK)
    with pytest.raises(UnreachableError, match="resolved"):
        post("https://nowhere.invalid/", ())


def test_of_a_large_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.reply = Reply(200, b"x" * 3_000_000)
    answer = post(receiver.url, LOOPBACK, most_bytes=100)
    assert answer.body == b"x" * 100


def test_an_answer_that_does_not_come_is_silence(receiver: Receiver) -> None:
    free = threading.Event()
    receiver.reply = Reply(before=free.wait)
    with pytest.raises(SilentError):
        post(receiver.url, LOOPBACK, seconds=0.3)
    free.set()
    assert len(receiver.posted) == 1


def test_an_answer_that_trickles_ends_in_time() -> None:
    """Each drop would begin a time limit of its own anew: the whole exchange has one."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_trickle, args=(server, stop), daemon=True)
        thread.start()
        with pytest.raises(SilentError):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", LOOPBACK, seconds=0.5)
        stop.set()
        until(lambda: not thread.is_alive())


def _trickle(server: socket.socket, stop: threading.Event) -> None:
    connection, _address = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.05):
            try:
                connection.sendall(b"X-Drop: 1\r\n")
            except OSError:
                return


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_what_is_no_whole_answer_is_silence(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_say, args=(server, said), daemon=True)
        thread.start()
        with pytest.raises(AskingError):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", LOOPBACK, seconds=5)
        thread.join(5)


def _say(server: socket.socket, said: bytes) -> None:
    connection, _address = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(said)
