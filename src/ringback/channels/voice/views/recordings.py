"""A recording's sound, for those who may hear it: whole, or the range a player asks for."""

import asyncio
import re
from collections.abc import AsyncIterator

from django.core.files.base import File
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.channels.voice import reads

PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@member_page("recordings.hear")
@require_safe
def recording(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """The call's FLAC from the storage. One range is honoured (RFC 9110 section 14); several are not."""
    stored = reads.recording(request.actor, call_id).file
    size = stored.size
    asked = request.headers.get("Range", "")
    span = parse_range(asked, size) if asked else (0, size - 1)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    length = last - first + 1
    status = 206 if asked else 200
    response: HttpResponse | StreamingHttpResponse
    if request.method == "HEAD":
        response = HttpResponse(status=status, content_type="audio/flac")
    else:
        pieces = Pieces(stored, first, length)
        response = StreamingHttpResponse(pieces, status=status, content_type="audio/flac")
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(length)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'inline; filename="call-{call_id}.flac"'
    if asked:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header; None where none can be had. What is no single range means all."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return (0, size - 1)
    start, end = found.groups()
    if not start:  # the last so many bytes
        return (max(size - int(end), 0), size - 1) if int(end) and size else None
    first = int(start)
    last = min(int(end), size - 1) if end else size - 1
    return (first, last) if first < size and first <= last else None


class Pieces:
    """`length` bytes of a file from `first` on, read beside the event loop, and closed with the response.

    The file is opened by who reads it: a response that is given up before it is sent is never closed.
    """

    def __init__(self, stored: "File[bytes]", first: int, length: int) -> None:
        self._stored, self._first, self._length = stored, first, length

    async def __aiter__(self) -> AsyncIterator[bytes]:
        file = await self._opened()
        await asyncio.to_thread(file.seek, self._first)
        left = self._length
        while left > 0:
            piece = await asyncio.to_thread(file.read, min(PIECE_BYTES, left))
            if not piece:
                break
            left -= len(piece)
            yield piece
        self.close()

    async def _opened(self) -> "File[bytes]":
        """The file; closed again when nobody waits for it any more."""
        opening = asyncio.create_task(asyncio.to_thread(self._stored.open, "rb"))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            (await opening).close()
            raise

    def close(self) -> None:
        """Called by the response; a file that was not opened, or is closed, stays so."""
        self._stored.close()
