"""Keeping the promise of a callback: from a request to a call, and from its outcome back to the request."""

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice import services as voice
from ringback.core.promises.services import HandedOver, Outcome
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest, Site

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

log = structlog.get_logger(__name__)

# Between a visitor's click and the ring, hence not through the query builder.
_ASKED = f"""
    SELECT r.*, s.name AS site_name, s.group_id AS called_group_id
      FROM {CallbackRequest._meta.db_table} r JOIN {Site._meta.db_table} s ON s.id = r.site_id
     WHERE r.promise_id = %s
"""


class CallbackHandler:
    """Keeps promises of the kind "website.callback": rows only, in the keeper's transaction."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | HandedOver:
        """Hand the call to voice: agents first, and no visitor's leg before one of them accepted (MISSION W3)."""
        request = next(iter(CallbackRequest.objects.raw(_ASKED, [promise.pk])), None)
        group_id: int | None = getattr(request, "called_group_id", None)
        if request is None or group_id is None:
            log.warning("a callback has nobody to take it", promise=promise.pk)
            return Outcome.FAILED
        try:
            voice.place(self._order(promise, attempt, request, group_id))
        except ConflictError:
            return Outcome.BUSY
        return HandedOver()

    def _order(
        self, promise: "Promise", attempt: "Attempt", request: CallbackRequest, group_id: int
    ) -> voice.CallOrder:
        latest = clock.now() + timedelta(seconds=rules.CALL_SECONDS)
        return voice.CallOrder(
            organisation_id=promise.organisation_id,
            promise_id=promise.pk,
            attempt_id=attempt.pk,
            key=attempt.key,
            group_id=group_id,
            person_id=request.person_id,
            number=request.phone,
            requested_at=request.created_at,
            expires_at=min(latest, promise.expires_at or latest),
            whisper_words={
                "site": getattr(request, "site_name", ""),
                "page": rules.page_words(request.page),
                "name": request.name,
            },
        )

    def told(self, promise: "Promise") -> None:
        """Close the request once its promise is closed, so that the number may be left again."""
        if promise.closed_at is None:
            return
        CallbackRequest.objects.filter(promise_id=promise.pk, open_phone__isnull=False).update(
            open_phone=None, closed_at=promise.closed_at, result=promise.state
        )
