"""From a request to a call: what voice is asked to do for it."""

from datetime import timedelta

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice import services as voice
from ringback.core.promises.services import Attempt, HandedOver, Outcome, Promise
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest


def hand_over(
    promise: Promise,
    attempt: Attempt,
    request: CallbackRequest,
    group_id: int,
    site_name: str,
    *,
    skills: str = "",
    newcomer: bool = False,
    confirmed: bool = False,
) -> Outcome | HandedOver:
    """Hand the call to voice: agents first, and no visitor's leg before one of them accepted (MISSION W3).

    `skills`: what the site asks of whoever is rung, with commas between. `newcomer`: we have never heard of the person,
    so nobody need look for whom they spoke to before. `confirmed`: they proved that the number is theirs.
    """
    latest = clock.now() + timedelta(seconds=rules.CALL_SECONDS)
    words = {"site": site_name, "page": rules.page_words(request.page), "city": request.city, "name": request.name}
    order = voice.CallOrder(
        organisation_id=promise.organisation_id,
        promise_id=promise.pk,
        attempt_id=attempt.pk,
        key=attempt.key,
        group_id=group_id,
        person_id=request.person_id,
        number="" if request.in_browser else request.phone,
        requested_at=request.waits_from,
        expires_at=min(latest, promise.expires_at or latest),
        whisper_words=words,
        member_id=promise.owner_id,
        language=request.language,
        skills=(skills,),
        newcomer=newcomer,
        queue_until_at=promise.expires_at or clock.now() + timedelta(seconds=rules.OPEN_SECONDS),
        in_browser=request.in_browser,
        confirmed=confirmed,
    )
    try:
        voice.place(order)
    except ConflictError:
        return Outcome.BUSY
    return HandedOver()
