"""Telling members that nobody knows how an attempt ended, so that somebody says it (MISSION C2)."""

from django.urls import reverse

from ringback.base.accounts.services import who_may
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.notices import notify


def tell_doubt(promise: Promise) -> None:
    """Tell whoever may act that the promise waits for somebody's word; once for each attempt in doubt."""
    if promise.state != State.KEEPING:
        return
    doubtful = Attempt.objects.filter(promise_id=promise.pk, outcome=Outcome.UNCERTAIN)
    attempt_id = doubtful.order_by("-id").values_list("id", flat=True).first()
    if attempt_id is None:
        return
    notify(
        promise.organisation_id,
        who_may(promise.organisation_id, "calls.act") or ([promise.owner_id] if promise.owner_id else []),
        "uncertain",
        {},
        person_id=promise.person_id,
        url=reverse("desk:today"),
        key=f"uncertain {attempt_id}",
        door=promise.door,
    )
