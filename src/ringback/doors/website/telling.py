"""What this door tells programs and members: a callback was asked for, its call ended, its promise was kept or not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts import services as accounts
from ringback.base.kit import clock
from ringback.channels.messages import services as messages
from ringback.channels.messages.services import EventType
from ringback.channels.voice import services as voice
from ringback.channels.voice.services import Progress
from ringback.core.promises import services as promises
from ringback.doors.website import rules
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
        "scheduled_at": None,
        "phone": "+49 •••• •••••89",
    },
)
MOVED = EventType(
    "callback.moved",
    _("A callback was put to another time"),
    {
        "callback_id": 57,
        "promise_id": 81,
        "site": "0190c1f2a7b34c5d8e9f0a1b2c3d4e5f",
        "requested_at": "2026-03-11T12:00:00+00:00",
        "scheduled_at": "2026-03-12T09:30:00+00:00",
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
EVENTS = (REQUESTED, MOVED, ENDED)
_LOST = frozenset({"broken", "expired"})
# The visitor was reached in a way, and it is no lead.
_UNWANTED = frozenset({"visitor_declined", "visitor_wrong_number", "visitor_denied"})


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
            "scheduled_at": request.wished_at.isoformat() if request.wished_at else None,
        },
        personal={"phone": request.phone} | ({"name": request.name} if request.name else {}),
        person_id=request.person_id,
    )


def moved(moved: Sequence["Promise"]) -> None:
    """Tell that callbacks of one organisation were put to another time, whoever did it, in that transaction."""
    if not messages.is_heard(moved[0].organisation_id, MOVED.slug):
        return
    now, by_promise = clock.now(), {promise.pk: promise for promise in moved}
    for request in CallbackRequest.objects.select_related("site").filter(promise_id__in=by_promise).order_by("id"):
        promise = by_promise[request.promise_id or 0]
        at = max(promise.due_at, promise.not_before_at or promise.due_at)
        messages.emit(
            request.organisation_id,
            MOVED.slug,
            {
                "callback_id": request.pk,
                "promise_id": request.promise_id,
                "site": request.site.key,
                "requested_at": request.created_at.isoformat(),
                "scheduled_at": at.isoformat() if at > now else None,
            },
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
    if promise.state in _LOST and (call is None or call.outcome not in _UNWANTED):
        _lead_lost(promise)
    elif call is not None and call.ended_at is not None and call.outcome == "nobody_answered":
        _call_missed(promise, call)


def _lead_lost(promise: "Promise") -> None:
    """Nobody could be reached in time: whoever may call for the site hears of it (MISSION W20)."""
    request = CallbackRequest.objects.select_related("site").filter(promise_id=promise.pk).first()
    if request is None or promise.closed_at is None:
        return
    scopes = [("site", request.site_id)] + ([("group", request.site.group_id)] if request.site.group_id else [])
    promises.notify(
        promise.organisation_id,
        accounts.who_may(promise.organisation_id, "calls.act", *scopes),
        "new_lead",
        {"site": request.site.name, "page": rules.page_words(request.page)},
        url=reverse("desk:today"),
        key=f"lead {promise.pk} {promise.closed_at.isoformat()}",
        door=promise.door,
        person_id=promise.person_id,
    )


def _call_missed(promise: "Promise", call: Progress) -> None:
    """Whose phones rang and were not taken up."""
    site = CallbackRequest.objects.filter(promise_id=promise.pk).values_list("site__name", flat=True).first()
    promises.notify(
        promise.organisation_id,
        voice.members_rung(call.call_id),
        "missed_call",
        {"site": site or ""},
        url=reverse("voice:call", args=[call.call_id]),
        key=f"missed {call.call_id}",
        door=promise.door,
        person_id=promise.person_id,
    )


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
