"""What this door tells programs: a callback was asked for, its call ended, its promise was kept or not."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages import services as messages
from ringback.channels.messages.services import EventType
from ringback.channels.voice import services as voice
from ringback.channels.voice.services import Progress
from ringback.doors.website.models import CallbackRequest

if TYPE_CHECKING:
    from ringback.core.promises.models import Promise

REQUESTED = EventType(
    "callback.requested",
    _("A visitor asked for a callback"),
    {
        "callback_id": 57,
        "promise_id": 81,
        "site": "0190c1f2a7b34c5d8e9f0a1b2c3d4e5f",
        "page": "https://shop.example/tents",
        "requested_at": "2026-03-11T12:00:00+00:00",
        "phone": "+49 •••• •••••89",
    },
)
ENDED = EventType(
    "call.ended",
    _("A call ended, whether they talked or not"),
    {
        "call_id": "0190c1f2b8c45d6e9f0a1b2c3d4e5f60",
        "callback_id": 57,
        "promise_id": 81,
        "outcome": "connected",
        "answered_at": "2026-03-11T12:00:09+00:00",
        "connected_at": "2026-03-11T12:00:20+00:00",
        "ended_at": "2026-03-11T12:04:31+00:00",
    },
)
EVENTS = (REQUESTED, ENDED)


def requested(request: CallbackRequest, promise_id: int, site_key: str) -> None:
    """Tell that a visitor asked, in the transaction in which they did."""
    messages.emit(
        request.organisation_id,
        REQUESTED.slug,
        {
            "callback_id": request.pk,
            "promise_id": promise_id,
            "site": site_key,
            "page": request.page.partition("?")[0],  # what follows may name the visitor
            "requested_at": request.created_at.isoformat(),
        },
        personal={"phone": request.phone} | ({"name": request.name} if request.name else {}),
        person_id=request.person_id,
    )


def changed(promise: "Promise") -> None:
    """Tell what an outcome made of a callback's promise: its newest call, once, and its end."""
    call = voice.progress(promise.pk)
    if call is not None and call.ended_at is not None:
        messages.emit(
            promise.organisation_id,
            ENDED.slug,
            _call_data(promise, call),
            key=call.call_id,
            person_id=promise.person_id,
        )
    messages.emit_promise(promise)


def _call_data(promise: "Promise", call: Progress) -> dict[str, Any]:
    moments = {"answered_at": call.agent_answered_at, "connected_at": call.connected_at, "ended_at": call.ended_at}
    told = {name: at.isoformat() if at is not None else None for name, at in moments.items()}
    return {
        "call_id": call.call_id,
        "callback_id": promise.subject_id,
        "promise_id": promise.pk,
        "outcome": call.outcome,
        **told,
    }
