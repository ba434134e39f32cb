"""Who is told of answers to invitations: the registry that doors fill at start."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext_noop

from ringback.channels.messages.inbox.invitations import Answer
from ringback.channels.messages.models import CalendarAnswer, InboundMessage, Matched

log = structlog.get_logger(__name__)

NOT_TAKEN = gettext_noop("The answer could not be taken over into the appointment: please look yourself.")


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """An answer to an invitation, and whose. `proven`: it came to the address, or refers to the Message-ID, of ours."""

    organisation_id: int
    inbound_id: int
    person_id: int | None
    message_id: int | None
    proven: bool
    answer: Answer


# Writes rows only, in the transaction that takes the mail in; answers for events it does not know by doing nothing.
Hearer = Callable[[CalendarReply], None]

_hearers: dict[str, Hearer] = {}


def on_calendar_reply(name: str, hearer: Hearer) -> None:
    """Let `hearer` be told of every answer that is not stale; the same name again takes its place."""
    _hearers[name] = hearer


def take(inbound: InboundMessage, answer: Answer) -> CalendarAnswer:
    """Write the answer down, and tell whoever hears of it unless a newer one is known (RFC 5546, 2.1.5)."""
    row = CalendarAnswer.objects.create(
        inbound=inbound,
        organisation_id=inbound.organisation_id,
        **asdict(answer),
        stale=_is_stale(inbound.organisation_id, answer),
    )
    if not row.stale:
        _tell(inbound, answer)
    return row


def _is_stale(organisation_id: int, answer: Answer) -> bool:
    """A higher sequence counts, and within the same one the later stamp."""
    known = CalendarAnswer.objects.filter(organisation_id=organisation_id, uid=answer.uid, attendee=answer.attendee)
    if known.filter(sequence__gt=answer.sequence).exists():
        return True
    same = known.filter(sequence=answer.sequence, method=answer.method)
    return answer.stamped_at is not None and same.filter(stamped_at__gt=answer.stamped_at).exists()


def _tell(inbound: InboundMessage, answer: Answer) -> None:
    reply = CalendarReply(
        organisation_id=inbound.organisation_id,
        inbound_id=inbound.pk,
        person_id=inbound.person_id,
        message_id=inbound.message_id,
        proven=inbound.matched in (Matched.TOKEN, Matched.REFERENCE),
        answer=answer,
    )
    for name, hearer in _hearers.items():
        try:
            with transaction.atomic():
                hearer(reply)
        except Exception:  # the mail is taken in whatever a door does with it, and a person sees that
            log.exception("an answer to an invitation was not taken over", by=name)
            inbound.notes = [*inbound.notes, NOT_TAKEN]
            inbound.save(update_fields=["notes"])
