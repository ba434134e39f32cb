"""What was left by whom nobody took, for the list of missed calls. Read-only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ringback.base.accounts.services import Actor
from ringback.channels.voice.incoming.unserved import RING_BACK
from ringback.channels.voice.models import Call, Recording, Way
from ringback.channels.voice.visible import calls_within

__all__ = ["RING_BACK", "Left", "left_behind"]


@dataclass(frozen=True, slots=True)
class Left:
    """A call that came in and found nobody. `url` plays its message: "" without one, or where it may not be heard."""

    call_id: str
    message: bool
    url: str
    seconds: float
    at: datetime


def left_behind(actor: Actor, promise_ids: Collection[int]) -> dict[int, Left]:
    """The newest such call of each of these promises, in one query; promises without one are left out."""
    within, heard = calls_within(actor, "calls.see"), calls_within(actor, "recordings.hear")
    if within is None or not promise_ids:
        return {}
    rows = Call.objects.filter(
        within, promise_id__in=promise_ids, way=Way.IN, connected_at=None, ended_at__isnull=False
    )
    audible = set() if heard is None else set(rows.filter(heard).values_list("id", flat=True))
    found: dict[int, Left] = {}
    for call in rows.select_related("recording").order_by("id"):
        sound: Recording | None = getattr(call, "recording", None)
        plays = sound is not None and bool(sound.file) and call.pk in audible
        found[call.promise_id or 0] = Left(
            call_id=call.call_id,
            message=call.outcome == "message_left",
            url=f"/calls/{call.call_id}/recording" if plays else "",
            at=call.requested_at,
            seconds=sound.duration_seconds if sound is not None else 0.0,
        )
    return found
