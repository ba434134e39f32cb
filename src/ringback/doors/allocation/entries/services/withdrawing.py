"""Taking an application back: by whoever sent it, with its form's token."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.doors.allocation.entries.models import Entry, Repeat, State
from ringback.doors.allocation.entries.saying import VOCABULARY
from ringback.doors.allocation.entries.services.finding import applied_by
from ringback.doors.allocation.record import services as record

_on_withdrawal: list[Callable[[Entry], None]] = []


def when_withdrawn(handler: Callable[[Entry], None]) -> None:
    """Let `handler` run in every transaction in which an entry is withdrawn; registered once at start."""
    if handler not in _on_withdrawal:
        _on_withdrawal.append(handler)


def withdraw(token: str) -> Entry:
    """Take back an application; again changes nothing. From the publication on, an offer is declined instead.

    A form that counts for nothing is taken back alone: the entry that stands is not its sender's to touch.
    Raises NotFoundError, ConflictError.
    """
    with transaction.atomic():
        sent = applied_by(token)
        found = sent.entry
        if not sent.stands:
            return found
        if found.campaign.published_at is not None:
            raise ConflictError(VOCABULARY.words(sent.language)["gone"])
        now = clock.now()
        if sent.repeat is not None:
            Repeat.objects.filter(pk=sent.repeat.pk, withdrawn_at=None).update(withdrawn_at=now, owes_mail=False)
            return found
        mine = Entry.objects.filter(pk=found.pk, state=State.SUBMITTED)
        if mine.update(state=State.WITHDRAWN, withdrawn_at=now, owes_mail=False, version=F("version") + 1) == 1:
            found.refresh_from_db()
            record.write(found.campaign_id, None, "withdrawn", found.pk)
            for handler in _on_withdrawal:
                handler(found)
    return found
