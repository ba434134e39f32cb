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
        pieces = _pieces(stored.open("rb"), first, length)
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


async def _pieces(stored: "File[bytes]", first: int, length: int) -> AsyncIterator[bytes]:
    """`length` bytes from `first` on, read beside the event loop."""
    try:
        await asyncio.to_thread(stored.seek, first)
        while length > 0:
            piece = await asyncio.to_thread(stored.read, min(PIECE_BYTES, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
    finally:
        stored.close()
