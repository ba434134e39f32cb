"""Keeping the promise of a webhook: sent once an attempt, signed, and what came back written down."""

import random
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from ringback.base.database import doorbell, many_rows
from ringback.base.database.sealed import SealError, opened
from ringback.base.kit import clock
from ringback.base.outgoing.asking import Answer, Call, ask
from ringback.base.outgoing.errors import AskingError
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.webhooks import rules, signing
from ringback.channels.messages.webhooks.switching import FAILING, GONE, switch_off
from ringback.channels.messages.webhooks.turns import turn
from ringback.core.promises.services import Ended, HandedOver, Outcome, put_back

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

SECONDS = 15.0
_STATES = {
    "kept": WebhookState.DELIVERED,
    "broken": WebhookState.FAILED,
    "expired": WebhookState.FAILED,
    "cancelled": WebhookState.CANCELLED,
}


class WebhookHandler:
    """Keeps promises of the kind "messages.webhook": outside the database, after the attempt is committed."""

    outside = True
    seconds = 40.0  # SECONDS, and what a resolver may take

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | Ended | HandedOver:
        """POST the event (MISSION C7). Any 2xx is taken; 410 switches the endpoint off; all else is tried again."""
        delivery = WebhookDelivery.objects.select_related("endpoint").filter(promise_id=promise.pk).first()
        if delivery is None or delivery.endpoint.off_at is not None:
            return Outcome.CANCELLED
        with turn(delivery.endpoint_id) as mine:
            if mine:
                return _asked(delivery)
        put_back(attempt.pk, clock.now() + timedelta(seconds=rules.PUT_BACK_SECONDS * (1 + random.random())))
        return HandedOver()

    def told(self, promise: "Promise") -> None:
        """Close the delivery with its promise."""
        if promise.closed_at is not None:
            state = _STATES.get(promise.state, WebhookState.FAILED)
            WebhookDelivery.objects.filter(promise_id=promise.pk).update(state=state, closed_at=promise.closed_at)


def _asked(delivery: WebhookDelivery) -> Ended:
    """Send it: how that ended."""
    began, at = clock.monotonic(), clock.now()
    answer, said = _sent(delivery, at)
    seconds = round(clock.monotonic() - began, 3)
    tried = {"at": at.isoformat(), "seconds": seconds, "status": answer.status if answer else 0, "said": said}
    delivery.tries = [*delivery.tries, tried][-rules.MOST_TRIES_SHOWN :]
    outcome = _judged(delivery.endpoint, answer, at)
    note = partial(_note, delivery, outcome, answer, at)
    return Ended(outcome, {"status": tried["status"]}, said, note, _left_alone_until(answer))


def _left_alone_until(answer: Answer | None) -> datetime | None:
    now = clock.now()
    pause = answer.pause_seconds(now, rules.MOST_PAUSE_SECONDS) if answer is not None else 0.0
    return now + timedelta(seconds=pause) if pause else None


def _sent(delivery: WebhookDelivery, at: datetime) -> tuple[Answer | None, str]:
    """The answer, and what went wrong in words."""
    try:
        headers = signing.headers(delivery.event_id, at, opened(delivery.body), _secrets(delivery.endpoint, at))
        call = Call(delivery.endpoint.url, delivery.body.encode(), headers)
        answer = ask(call, settings.OUTGOING_NETWORKS, seconds=SECONDS)
    except (AskingError, SealError) as error:
        return None, str(error)
    return answer, "" if answer.fine else answer.words()


def _secrets(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The newest first."""
    rotating = endpoint.old_secret and endpoint.old_until_at is not None and at < endpoint.old_until_at
    return [opened(one) for one in (endpoint.secret, *([endpoint.old_secret] if rotating else []))]


def _judged(endpoint: WebhookEndpoint, answer: Answer | None, at: datetime) -> Outcome:
    """What the answer makes of the attempt."""
    if answer is not None and answer.fine:
        return Outcome.DONE
    gone = answer is not None and answer.status == rules.GONE
    too_long = endpoint.failing_since_at is not None and rules.given_up(endpoint.failing_since_at, at)
    return Outcome.REFUSED if gone or too_long else Outcome.FAILED


def _note(delivery: WebhookDelivery, outcome: Outcome, answer: Answer | None, at: datetime) -> None:
    """Write the try down, and what it makes of the endpoint, which is written only where it changes."""
    endpoint = delivery.endpoint
    if outcome is Outcome.DONE:
        delivery.state = WebhookState.DELIVERED
        if endpoint.failing_since_at is not None or endpoint.fine_at is None:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since_at=None, fine_at=at)
    elif outcome is Outcome.REFUSED:
        switch_off(endpoint.pk, GONE if answer is not None and answer.status == rules.GONE else FAILING, at)
    else:
        WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since_at=None).update(failing_since_at=at)
    many_rows.update([delivery], ("tries", "state"))
    doorbell.ring("desk", organisation=delivery.organisation_id, what="webhooks")
