"""The live stream: which parts of the desk have changed, never what they say now.

A plain Django view that answers with an asynchronous stream: the check of session and membership is the
one every page has, the database connection is given back before the stream begins (an idle thread is all that
stays), and ASGI cancels it when the browser goes. Beside Django, in Starlette, a stream would be lighter by that
thread, but sign-in would have to be written a second time; desks are open by the hundred, not by the thousand.
"""

from collections.abc import AsyncIterator

from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.desk import hub

HEARTBEAT_SECONDS = 15.0
# After this the browser comes again by itself, which looks anew at whether its member may still listen.
MOST_SECONDS = 600.0


@member_page()
@require_GET
def events(request: MemberRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events for the member's organisation: `hello` once, then a `change` naming what changed."""
    response = StreamingHttpResponse(
        _frames(request.actor.organisation_id, request.actor.member_id), content_type="text/event-stream"
    )
    if not connection.in_atomic_block:
        connection.close()  # or it would be held for as long as the browser listens
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _frames(organisation_id: int, member_id: int | None) -> AsyncIterator[bytes]:
    ends = clock.monotonic() + MOST_SECONDS
    with hub.Subscription(hub.current(), organisation_id, member_id) as subscription:
        yield b"retry: 2000\nevent: hello\ndata: 1\n\n"
        while clock.monotonic() < ends:
            changed = await subscription.changes(HEARTBEAT_SECONDS)
            if not changed:
                yield b": still here\n\n"
            for what in changed:
                if what in hub.WHATS:
                    yield f"event: change\ndata: {what}\n\n".encode()
