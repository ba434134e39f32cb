"""What is said around a call beside its disposition: a note as it is typed, the lead's value, the next step."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ringback.base.accounts.services import Actor, audit, currency_of
from ringback.base.kit import clock, money
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.voice.models import Call
from ringback.channels.voice.services.calls import MOST_NOTE, reachable
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise

CALL_AGAIN = "voice.call_again"
DOOR = "desk"


def keep_note(actor: Actor, call_id: str, note: str) -> None:
    """Keep what is being typed about a call. Nobody is told: it comes with every pause for breath."""
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        Call.objects.filter(id=call.pk).update(note=note.strip()[:MOST_NOTE])


def value_lead(actor: Actor, call_id: str, value: Decimal | None, currency: str = "") -> None:
    """Note what a call's lead is worth (None: nobody knows), in the organisation's currency unless another is said.

    Raises FieldError for a currency we do not know.
    """
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        said = money.currency(currency or currency_of(actor.organisation_id)) if value is not None else ""
        Call.objects.filter(id=call.pk).update(lead_value=value, lead_currency=said)
        audit(actor, "lead valued", f"call {call_id}", currency=said)


def call_again(actor: Actor, call_id: str, due_at: datetime) -> Promise:
    """Promise the person of a call that the actor calls them again then (MISSION H3). The same time twice is once.

    Raises FieldError for a time that has passed, ConflictError where nobody knows whom to call.
    """
    if due_at <= clock.now():
        raise FieldError("at", "This time has passed.", "Choose one that is still to come.")
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        if call.person_id is None:
            raise ConflictError("Nobody knows whom this call was with.")
        made = promises.make(
            promises.Draft(
                organisation_id=actor.organisation_id,
                door=DOOR,
                kind=CALL_AGAIN,
                channel="voice",
                due_at=due_at,
                grace_seconds=900,
                person_id=call.person_id,
                owner_id=actor.member_id,
                group_id=call.group_id,
                automatic=False,
                content={"call_id": call.call_id},
                made_key=f"again {call.call_id} {due_at.isoformat()}",
            )
        )
        audit(actor, "call promised", f"promise {made.pk}")
    return made
