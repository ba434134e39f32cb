"""Chasing a client's decision: written to while the policy says so, then somebody calls them."""

from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.services import Kind, MessageOrder, send
from ringback.core.promises.services import Outcome, Policy, Promise
from ringback.doors.hiring.clients.models import ClientDecision
from ringback.doors.hiring.clients.services.awaiting import call_them
from ringback.doors.hiring.goodbye.saying import VOCABULARY

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

CHASED = Kind(
    "hiring_client_chase",
    _("A client is asked for their decision"),
    required=("post", "candidate", "due"),
    optional=("name",),
    samples={
        "name": "Clara Klein",
        "post": "Bookkeeper",
        "candidate": "M. N.",
        "due": "Friday 13 March, 16:00 (CET)",
    },
)

log = structlog.get_logger(__name__)


class ChasingHandler:
    """Promises of the kind "hiring.client_chase": mail after mail, as often as the policy tries again; then a call."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Order the mail, or promise the call; rows only."""
        rows = ClientDecision.objects.select_related("client", "application__opening")
        found = rows.filter(pk=promise.subject_id or 0, closed_at=None).first()
        if found is None:
            return Outcome.CANCELLED
        gaps = Policy.from_json(promise.policy).retries.get(Outcome.NO_ANSWER, ())
        if attempt.number > len(gaps) or not _written(found, attempt.number):
            call_them(found)
            return Outcome.DONE
        found.chased, found.chased_at = found.chased + 1, clock.now()
        found.save(update_fields=["chased", "chased_at"])
        return Outcome.NO_ANSWER

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


class PersonsHandler:
    """A client's own promise, and calling them: only people keep these."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Nobody does this by itself."""
        return Outcome.NOBODY

    def told(self, promise: Promise) -> None:
        """What they decided is noted with the candidate."""


def _initials(name: str) -> str:
    """Enough for who presented them: the whole name stays out of a message that is not the candidate's."""
    return " ".join(f"{word[0]}." for word in name.split()[:3])


def _written(decision: ClientDecision, number: int) -> bool:
    client, application = decision.client, decision.application
    if not client.email or application.person_id is None:
        return False
    tongue = VOCABULARY.tongue(application.opening.zone, client.language)
    order = MessageOrder(
        client.organisation_id,
        "mail",
        CHASED.slug,
        client.email,
        language=client.language,
        values={
            "name": client.contact_name,
            "post": application.opening.title,
            "candidate": _initials(application.name),
            "due": tongue.moment(decision.due_at),
        },
        key=f"client chase {decision.pk} {decision.due_at:%Y%m%d%H%M} {number}",
        door="hiring",
    )
    try:
        send(order)
    except FieldError as error:
        log.info("a client is not written to", client=client.pk, field=error.field)
        return False
    return True
