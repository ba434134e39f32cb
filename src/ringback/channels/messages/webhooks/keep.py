"""Keeping the promise of a webhook: sent once an attempt, signed, and what came back written down."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from ringback.base.database import doorbell
from ringback.base.database.sealed import SealError, opened
from ringback.base.kit import clock
from ringback.base.outgoing.asking import Answer, Call, ask
from ringback.base.outgoing.errors import AskingError
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.webhooks import rules, signing
from ringback.channels.messages.webhooks.switching import FAILING, GONE, switch_off
from ringback.core.promises.services import Outcome, report

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

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """POST the event (MISSION C7). Any 2xx is taken; 410 switches the endpoint off; all else is tried again."""
        delivery = WebhookDelivery.objects.select_related("endpoint").filter(promise_id=promise.pk).first()
        if delivery is None or delivery.endpoint.off_at is not None:
            return Outcome.CANCELLED
        began, at = clock.monotonic(), clock.now()
        answer, said = _sent(delivery, at)
        seconds = round(clock.monotonic() - began, 3)
        tried = {"at": at.isoformat(), "seconds": seconds, "status": answer.status if answer else 0, "said": said}
        with transaction.atomic():
            outcome = _judged(delivery.endpoint_id, answer, at)
            _note(delivery, tried, outcome)
            report(attempt.pk, outcome, {"status": tried["status"]}, at=clock.now(), error=said)
            doorbell.ring("desk", organisation=promise.organisation_id, what="webhooks")
        return outcome

    def told(self, promise: "Promise") -> None:
        """Close the delivery with its promise."""
        if promise.closed_at is not None:
            state = _STATES.get(promise.state, WebhookState.FAILED)
            WebhookDelivery.objects.filter(promise_id=promise.pk).update(state=state, closed_at=promise.closed_at)


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


def _judged(endpoint_id: int, answer: Answer | None, at: datetime) -> Outcome:
    """What the answer makes of the attempt and of its endpoint, which is written only where it changes."""
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        return Outcome.CANCELLED
    if answer is not None and answer.fine:
        if endpoint.failing_since_at is not None or endpoint.fine_at is None:
            WebhookEndpoint.objects.filter(pk=endpoint_id).update(failing_since_at=None, fine_at=at)
        return Outcome.DONE
    if answer is not None and answer.status == rules.GONE:
        switch_off(endpoint_id, GONE, at)
        return Outcome.REFUSED
    if endpoint.failing_since_at is None:
        WebhookEndpoint.objects.filter(pk=endpoint_id, failing_since_at=None).update(failing_since_at=at)
    elif rules.given_up(endpoint.failing_since_at, at):
        switch_off(endpoint_id, FAILING, at)
        return Outcome.REFUSED
    return Outcome.FAILED


def _note(delivery: WebhookDelivery, tried: dict[str, Any], outcome: Outcome) -> None:
    delivery.tries = [*delivery.tries, tried][-rules.MOST_TRIES_SHOWN :]
    fields = ["tries"]
    if outcome is Outcome.DONE:
        delivery.state, fields = WebhookState.DELIVERED, ["tries", "state"]
    delivery.save(update_fields=fields)
