"""Putting an open callback to another time, by the wish of whoever waits for it."""

from datetime import datetime

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise, State
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.rules import Earlier
from ringback.doors.website.services.snapshots import SiteFacts
from ringback.doors.website.slots import confirming
from ringback.doors.website.slots.services import TakenError, Visitor, expires_at, take

# Each change may send a text message: somebody who goes on changing calls us instead.
MOST_CHANGES = 8


def visitor_of(request: CallbackRequest) -> Visitor:
    """What is known of where the visitor of a request is."""
    number = phones.parse(request.phone, "ZZ")
    return Visitor(request.zone, number.e164, number.country)


def move(site: SiteFacts, request: CallbackRequest, at: datetime | None, generation: int | None = None) -> None:
    """Put the call to `at`, None for now, and confirm it; in the caller's transaction.

    Raises TakenError where that time is gone; ConflictError where the call is dialled or over, was changed since
    `generation` was read, or too often.
    """
    if at is not None:
        take(site, visitor_of(request), request.department, at, moving=request.promise_id)
    promise = waiting(request, generation)
    if promise.generation > MOST_CHANGES:
        raise ConflictError("This callback cannot be changed any more.")
    request.wished_at = due_at = at or clock.now()
    promises.reschedule(
        system_actor(request.organisation_id),
        promise.pk,
        promise.generation,
        due_at,
        by_person=True,
        why="The visitor chose another time.",
        expires_at=expires_at(site, due_at, rules.OPEN_SECONDS),
    )
    request.save(update_fields=["wished_at"])
    if at is not None:
        confirming.confirm(site, request)


def waiting(request: CallbackRequest, generation: int | None = None) -> Promise:
    """The promise of a request, locked, while it waits for its time. Raises ConflictError as `move`."""
    promise = Promise.objects.select_for_update().filter(pk=request.promise_id or 0).first()
    if promise is None or promise.state != State.PENDING or generation not in (None, promise.generation):
        raise ConflictError("The callback was changed meanwhile: look again.")
    return promise


def moved_by_asking(site: SiteFacts, same: Earlier, at: datetime | None) -> CallbackRequest | None:
    """Who asks again for another time than before means that time, in the caller's transaction (MISSION W6).

    None: it stands as it was, since nothing else was wished, or it cannot be changed any more.
    """
    later = same.wished_at is not None and same.wished_at > clock.now()
    if at == same.wished_at or (at is None and not later):
        return None
    request = CallbackRequest.objects.get(pk=same.request_id)
    try:
        move(site, request, at)
    except TakenError:
        raise
    except ConflictError:
        return None
    return request
