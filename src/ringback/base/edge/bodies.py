"""Reading what was sent: so much and no more, within so long and no longer, into typed values."""

import asyncio
import re
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from ringback.base.edge.problems import FieldProblem, ProblemError

T = TypeVar("T")

MOST_BYTES = 8192
MOST_SECONDS = 5.0
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


async def read(request: Request, most_bytes: int = MOST_BYTES, seconds: float | None = None) -> bytes:
    """The request's body. Raises ProblemError 413 when larger than `most_bytes`, 408 when slower than `seconds`.

    Without `seconds` it is MOST_SECONDS.
    """
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > most_bytes:
        raise _too_large(most_bytes)
    try:
        async with asyncio.timeout(MOST_SECONDS if seconds is None else seconds):
            return await _collect(request, most_bytes)
    except TimeoutError as error:
        raise ProblemError(408, "too-slow", "The body took too long to arrive") from error
    except ClientDisconnect as error:
        raise ProblemError(400, "gone", "The sender went away") from error


async def _collect(request: Request, most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    return bytes(body)


def _too_large(most_bytes: int) -> ProblemError:
    return ProblemError(413, "too-large", "The body is too large", f"At most {most_bytes} bytes are read.")


def require_json(request: Request) -> None:
    """Raise ProblemError 415 unless the request says it carries JSON."""
    if _media_type(request) != "application/json":
        raise ProblemError(415, "media-type", "Only JSON is read here", "Send Content-Type: application/json.")


def require_text(request: Request) -> None:
    """Raise ProblemError 415 unless it carries JSON, or says it is plain text: so no question goes ahead of it."""
    if _media_type(request) not in ("text/plain", "application/json"):
        raise ProblemError(415, "media-type", "Only text and JSON are read here")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def decode(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """`body` as the decoder's type. Raises ProblemError 400 for what is not JSON, 422 naming a wrong field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _wrong_field(str(error)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ProblemError(400, "unreadable", "This is not JSON") from error


def _wrong_field(message: str) -> ProblemError:
    place = _PLACE.search(message)
    missing = re.search(r"required field `([^`]+)`", message)
    parts = [part for part in (place.group(1) if place else "", missing.group(1) if missing else "") if part]
    problem = _PLACE.sub("", message)
    wrong = FieldProblem(".".join(parts), problem, "Send it as the API describes it.")
    return ProblemError(422, "fields", "Something is to be corrected", problem, [wrong])
