"""Following a request: how far it has come, and calling it off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.channels.voice import services as voice
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.rules import Shown, Situation

# Waiting begins with the request, or at the time that was chosen (MISSION W20).
WAITED_FROM = Coalesce("wished_at", "created_at")


@dataclass(frozen=True, slots=True)
class Followed:
    """A request that somebody holds the token of. `created_at`: from when on they wait, the time they chose if any."""

    request_id: int
    organisation_id: int
    promise_id: int
    site_key: str
    phone: str
    created_at: datetime


def find(token: str) -> Followed:
    """The request with this token. Raises NotFoundError, alike for what is no token and what is unknown."""
    row = None
    if rules.is_token(token):
        row = (
            CallbackRequest.objects.filter(token=token, promise__isnull=False)
            .values_list("id", "organisation_id", "promise_id", "site__key", "phone", WAITED_FROM)
            .first()
        )
    if row is None:
        raise NotFoundError("There is no such request.")
    return Followed(*row)


def request_progress(followed: Followed) -> Shown:
    """How one request stands, as its visitor is told."""
    return shown_progress({followed.promise_id: followed.created_at})[followed.promise_id]


def shown_progress(created: dict[int, datetime]) -> dict[int, Shown]:
    """How requests stand, by promise id, in three queries; `created` says when each was made."""
    standings = promises.standing(created)
    calls = voice.progress_of(key for key, standing in standings.items() if standing.attempts_made)
    queued = [call.call_id for call in calls.values() if call.stage == "queued"]
    places = voice.queue_place(queued) if queued else {}
    return {
        key: rules.shown(_situation(created[key], standing, calls.get(key), places))
        for key, standing in standings.items()
    }


def created_at(promise_ids: Collection[int]) -> dict[int, datetime]:
    """When the requests behind these promises were made, or were to be kept by choice, in one query."""
    return dict(CallbackRequest.objects.filter(promise_id__in=promise_ids).values_list("promise_id", WAITED_FROM))


def _situation(
    at: datetime, standing: promises.Standing, call: voice.Progress | None, places: Mapping[str, voice.Place]
) -> Situation:
    ended = call is not None and call.ended_at is not None
    place = places.get(call.call_id) if call is not None else None
    return Situation(
        created_at=at,
        promise_state=standing.state,
        attempts_made=standing.attempts_made,
        last_outcome=standing.last_outcome,
        next_try_at=standing.next_try_at,
        missed=standing.missed,
        uncertain=standing.uncertain,
        scheduled=standing.next_try_at is not None and standing.next_try_at > clock.now(),
        stage="" if call is None or ended else call.stage,
        stage_at=None if call is None else call.at,
        connected_at=None if call is None else call.connected_at,
        call_ended=ended,
        position=place.position if place else None,
        estimate_seconds=place.estimate_seconds if place else None,
    )


def reopen(promise: Promise) -> None:
    """Open the request of a promise that is open again: an agent said that it was a voicemail that answered.

    Where its number was left once more meanwhile, that newer request stands for both, and this promise ends.
    """
    closed = CallbackRequest.objects.filter(promise_id=promise.pk, open_phone=None).first()
    if closed is None:
        return
    if CallbackRequest.objects.filter(site_id=closed.site_id, open_phone=closed.phone).exists():
        system = system_actor(promise.organisation_id)
        promises.cancel(system, promise.pk, "The visitor has asked anew.")
        return
    CallbackRequest.objects.filter(id=closed.pk).update(open_phone=closed.phone, closed_at=None, result="")


def cancel(followed: Followed) -> None:
    """The visitor does not want the call any more: nothing is dialled, and what rings is hung up. Twice is once.

    Once they talk, hanging up the phone is what ends it: then ConflictError.
    """
    with transaction.atomic():
        shown = request_progress(followed)
        if shown.final:
            return
        if shown.state == "connected":
            raise ConflictError("You are talking already: hang up your phone to end the call.")
        promises.cancel(system_actor(followed.organisation_id), followed.promise_id, "The visitor called it off.")
        voice.withdraw(followed.promise_id, "the visitor called it off")
        CallbackRequest.objects.filter(id=followed.request_id, open_phone__isnull=False).update(
            open_phone=None, closed_at=clock.now(), result="cancelled"
        )
