"""What becomes of promises, as events: every door tells them the same way."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.webhooks.emitting import emit
from ringback.channels.messages.webhooks.events import EventType
from ringback.core.promises.services import Promise

_EXAMPLE = {
    "id": 81,
    "door": "website",
    "kind": "website.callback",
    "subject_id": 57,
    "state": "kept",
    "first_due_at": "2026-03-11T12:00:00+00:00",
    "closed_at": "2026-03-11T12:00:41+00:00",
    "on_time": True,
    "attempts": 1,
}
PROMISE_EVENTS = (
    EventType("promise.kept", _("A promise was kept"), _EXAMPLE),
    EventType("promise.broken", _("A promise was given up"), _EXAMPLE | {"state": "broken", "on_time": False}),
    EventType("promise.expired", _("A promise ran out of time"), _EXAMPLE | {"state": "expired", "on_time": False}),
    EventType("promise.cancelled", _("A promise was called off"), _EXAMPLE | {"state": "cancelled", "on_time": False}),
)


def emit_promise(promise: Promise) -> int:
    """Tell what became of a promise, once it is closed; a door does so when it is `told`. Returns how many heard.

    A promise that a person opens again and that closes anew is told anew.
    """
    if promise.closed_at is None:
        return 0
    return emit(
        promise.organisation_id,
        f"promise.{promise.state}",
        lambda: _data(promise),
        key=f"{promise.pk} {promise.closed_at.isoformat()}",
        person_id=promise.person_id,
    )


def _data(promise: Promise) -> dict[str, Any]:
    assert promise.closed_at is not None
    return {
        "id": promise.pk,
        "door": promise.door,
        "kind": promise.kind,
        "subject_id": promise.subject_id,
        "state": str(promise.state),
        "first_due_at": promise.first_due_at.isoformat(),
        "closed_at": promise.closed_at.isoformat(),
        "on_time": promise.state == "kept" and promise.closed_at <= promise.deadline_at,
        "attempts": promise.attempts_made,
    }
