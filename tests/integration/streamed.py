"""The body of an answer that came to an async client piece by piece."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase


def pieces(answer: HttpResponseBase) -> AsyncGenerator[bytes, None]:
    """The pieces as they come; whoever does not read them to their end closes them."""
    assert isinstance(answer, StreamingHttpResponse)
    content = answer.streaming_content
    assert isinstance(content, AsyncGenerator)
    return content


async def body_of(answer: HttpResponseBase) -> bytes:
    """All of it."""
    return b"".join([piece async for piece in pieces(answer)])


def open_files() -> list[str]:
    """The names of the files this process has open."""
    names = []
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            names.append(str(entry.readlink()))
    return names
