"""Keeping the promise of a callback: from a request to a call, and from its outcome back to the request."""

from typing import TYPE_CHECKING

import structlog

from ringback.base.database import queries
from ringback.channels.voice import services as voice
from ringback.core.promises.services import HandedOver, Outcome, State
from ringback.doors.website import telling
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.proving.models import NumberCode
from ringback.doors.website.services.calling import hand_over
from ringback.doors.website.services.following import reopen
from ringback.doors.website.services.sites import groups_of

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

log = structlog.get_logger(__name__)

_ASKED = f"""
    SELECT {queries.columns(CallbackRequest, "r")},
           s.name AS site_name, s.skills AS site_skills, s.group_id AS called_group_id,
           EXISTS (SELECT 1 FROM {NumberCode._meta.db_table} c
                    WHERE c.request_id = r.id AND c.proven_at IS NOT NULL) AS is_proven
      FROM {CallbackRequest._meta.db_table} r JOIN {Site._meta.db_table} s ON s.id = r.site_id
     WHERE r.promise_id = %s
"""


class CallbackHandler:
    """Keeps promises of the kind "website.callback": rows only, in the keeper's transaction."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | HandedOver:
        """Try again, or for the first time where the request could not be kept as it was written."""
        request = next(iter(CallbackRequest.objects.raw(_ASKED, [promise.pk])), None)
        group_id: int | None = getattr(request, "called_group_id", None)
        if promise.group_id is not None and promise.group_id in dict(groups_of(promise.organisation_id)):
            group_id = promise.group_id
        if request is None or group_id is None:
            log.warning("a callback has nobody to take it", promise=promise.pk)
            return Outcome.FAILED
        name, skills = getattr(request, "site_name", ""), getattr(request, "site_skills", "")
        proven = bool(getattr(request, "is_proven", False)) and not voice.was_rung_first(promise.pk)
        return hand_over(promise, attempt, request, group_id, name, skills=skills, confirmed=proven)

    def told(self, promise: "Promise") -> None:
        """Close the request once its promise is closed, so that the number may be left again; open it again with it."""
        telling.changed(promise)
        if promise.closed_at is None:
            reopen(promise)
            return
        if promise.state == State.CANCELLED:
            _let_it_be(promise)
        CallbackRequest.objects.filter(promise_id=promise.pk, open_phone__isnull=False).update(
            open_phone=None, closed_at=promise.closed_at, result=promise.state
        )


def _let_it_be(promise: "Promise") -> None:
    """End what waits for a line or rings, so that the number is free for a new request. A conversation goes on."""
    call = voice.progress(promise.pk)
    if call is not None and call.ended_at is None and call.connected_at is None:
        voice.withdraw(promise.pk, "the promise was taken back")
