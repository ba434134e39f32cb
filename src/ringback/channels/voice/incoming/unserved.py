"""Whom nobody took: the promise they had waits on, and who had none is promised a call."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ringback.channels.voice.incoming.rules import owes_a_call
from ringback.channels.voice.models import Call
from ringback.core.hours import services as hours
from ringback.core.promises import services as promises
from ringback.core.promises.services import HandedOver, Outcome

if TYPE_CHECKING:
    from ringback.core.promises.services import Attempt, Promise

RING_BACK = "voice.ring_back"
DOOR = "desk"
# Whoever rang in vain is called within so much of our open hours (MISSION C5).
WITHIN = timedelta(hours=2)


class RingBackHandler:
    """Nothing happens by itself: whoever of the group has time calls, from their own phone."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | HandedOver:
        """Only a promise that somebody made automatic comes here."""
        return Outcome.FAILED

    def told(self, promise: "Promise") -> None:
        """Nobody waits to be told."""


def register() -> None:
    """Register the kind; doing so again changes nothing."""
    promises.keeps(RING_BACK, RingBackHandler(), _("Rang, and was not had"), missed_at_once=True)


def not_had(row_id: int, attempt_id: int | None, outcome: str, evidence: dict[str, Any], at: datetime) -> None:
    """Nobody took the call of that row: what is owed for it, in the caller's transaction. Said again it is once."""
    if attempt_id is not None and promises.came_in_vain(attempt_id, evidence, at) is not None:
        return
    call = Call.objects.get(id=row_id)
    rang = (at - call.planned_at).total_seconds()
    if call.promise_id is not None or not owes_a_call(outcome, rang) or not _can_be_met(call, outcome):
        return
    promise = promises.make(
        promises.Draft(
            organisation_id=call.organisation_id,
            door=DOOR,
            kind=RING_BACK,
            channel="voice",
            due_at=_due_at(call, at),
            person_id=call.person_id,
            group_id=call.group_id,
            automatic=False,
            content={"call_id": call.call_id, "message": outcome == "message_left"},
            made_key=f"rang {call.call_id}",
        )
    )
    Call.objects.filter(id=call.pk).update(promise_id=promise.pk)


def _can_be_met(call: Call, outcome: str) -> bool:
    """Who withheld their number and said nothing cannot be called."""
    return call.person_id is not None or outcome == "message_left"


def _due_at(call: Call, at: datetime) -> datetime:
    """Two hours from now, or from when the group opens."""
    calendar_id = hours.calendar_for(call.organisation_id, group_id=call.group_id)
    opens_at = hours.asked(call.organisation_id, at, calendar_id=calendar_id).at
    return max(at, opens_at or at) + WITHIN
