"""Reading bodies: too large, too slow, broken off, unreadable, wrong in one field."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from starlette.requests import Request

from ringback.base.edge import bodies
from ringback.base.edge.problems import ProblemError, response
from tests.looping import run


class Thing(msgspec.Struct):
    name: str
    inner: dict[str, int] = {}


DECODER = msgspec.json.Decoder(Thing)


def request(chunks: list[bytes], headers: dict[str, str] | None = None, *, ends: bool = True) -> Request:
    """A request whose body arrives in `chunks`; without `ends` the last of it never comes."""
    waiting = list(chunks)

    async def receive() -> dict[str, object]:
        if waiting:
            chunk = waiting.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or not ends}
        await asyncio.Event().wait()
        raise AssertionError

    raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return Request({"type": "http", "headers": raw, "method": "POST", "path": "/"}, receive)


def refused(work: Callable[[], Awaitable[object]]) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        run(work())
    return caught.value


def test_a_body_in_pieces_is_put_together() -> None:
    assert run(bodies.read(request([b"ab", b"cd"]))) == b"abcd"


def test_a_large_body_is_refused_before_it_is_read_and_while_it_is() -> None:
    announced = refused(lambda: bodies.read(request([b"x"], {"content-length": "9000"})))
    arrived = refused(lambda: bodies.read(request([b"x" * 5000, b"x" * 5000])))
    strange = refused(lambda: bodies.read(request([b"x"], {"content-length": "-1"})))
    assert announced.status == arrived.status == strange.status == 413


def test_a_slow_body_is_given_up() -> None:
    assert refused(lambda: bodies.read(request([b"x"], ends=False), seconds=0.05)).status == 408


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 8000, b'{"name": "\\ud800"}x'])
def test_what_is_not_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        bodies.decode(DECODER, body)
    assert caught.value.status in (400, 422)


@pytest.mark.parametrize(
    ("body", "field"), [(b"{}", "name"), (b'{"name": 5}', "name"), (b'{"name": "a", "inner": {"b": "c"}}', "inner")]
)
def test_a_wrong_field_is_named(body: bytes, field: str) -> None:
    with pytest.raises(ProblemError) as caught:
        bodies.decode(DECODER, body)
    answer = response(caught.value)
    assert answer.status_code == 422 and answer.media_type == "application/problem+json"
    assert msgspec.json.decode(bytes(answer.body))["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_read(kind: str) -> None:
    with pytest.raises(ProblemError) as caught:
        bodies.require_json(request([], {"content-type": kind}))
    assert caught.value.status == 415
    bodies.require_json(request([], {"content-type": "application/json; charset=utf-8"}))
