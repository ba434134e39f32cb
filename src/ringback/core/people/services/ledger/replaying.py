"""Replaying the ledger after a restore: whatever an older backup has undone is done again, and nothing twice.

To be run before any role is started, oldest line first. A row counts as the same only if number and age agree, since
after a restore numbers are given anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ringback.base.accounts.services import organisation_ids, system_actor
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.core.people.models import Consent, NoContact, Person, Receipt, Source
from ringback.core.people.services.consents import withdraw_again
from ringback.core.people.services.destroying import destroy_again
from ringback.core.people.services.erasing import erase_subject
from ringback.core.people.services.ledger.lines import Closure, Destruction, Erasure, Line, Withdrawal

REPLAYED = "Erased before; a backup had brought it back."
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """What replaying did: persons `erased` again, ways `closed` and `opened` again, consents `withdrawn` again,
    things `destroyed` again."""

    erased: int = 0
    closed: int = 0
    opened: int = 0
    withdrawn: int = 0
    destroyed: int = 0


def replay_ledger(ledger: Iterable[Line]) -> Replayed:
    """Do again what the ledger has and the database lacks; doing so twice changes nothing.

    Each erasure in a transaction of its own. Files go with `remove_leftovers`. What was of an organisation that the
    backup does not have is left out.
    """
    every = list(ledger)
    destroyed = sum(_destroyed(line) for line in every if isinstance(line, Destruction))  # organisations may go with it
    there = set(organisation_ids())
    wanted = sorted(
        (line for line in every if line.organisation_id in there), key=lambda line: datetime.fromisoformat(line.at)
    )
    closures = [line for line in wanted if isinstance(line, Closure)]
    closed, opened = _replay_closures(list({_way(line): line for line in closures}.values()))
    return Replayed(
        withdrawn=sum(_withdrawn(line) for line in wanted if isinstance(line, Withdrawal)),
        closed=closed,
        opened=opened,
        erased=sum(_erased(line) for line in wanted if isinstance(line, Erasure)),
        destroyed=destroyed,
    )


def _destroyed(line: Destruction) -> bool:
    return destroy_again(line.what, line.number, datetime.fromisoformat(line.made_at))


def _way(line: Closure) -> tuple[int, str, str, str]:
    """Of one way to somebody only the newest line counts."""
    return line.organisation_id, line.channel, line.purpose, line.digest


def _replay_closures(newest: Sequence[Closure]) -> tuple[int, int]:
    """How many ways were closed again, and opened again."""
    closed = opened = 0
    for start in range(0, len(newest), AT_ONCE):
        with transaction.atomic():
            for line in newest[start : start + AT_ONCE]:
                changed = _closed(line) if line.closed else _opened(line)
                closed, opened = closed + (changed and line.closed), opened + (changed and not line.closed)
    return closed, opened


def _closed(line: Closure) -> bool:
    at = datetime.fromisoformat(line.at)
    organisation_id, channel, purpose, digest = _way(line)
    known = NoContact.objects.filter(
        organisation_id=organisation_id, channel=channel, purpose=purpose, digest=digest, lifted_at__gte=at
    )
    if known.exists():
        return False  # the backup is newer than what the ledger was told: it was opened again since
    row = NoContact(
        organisation_id=organisation_id,
        channel=channel,
        purpose=purpose,
        digest=digest,
        source=Source.REPLAY,
        at=at,
        logged_at=clock.now(),
    )
    return many_rows.insert_if_free(row)


def _opened(line: Closure) -> bool:
    at = datetime.fromisoformat(line.at)
    organisation_id, channel, purpose, digest = _way(line)
    standing = NoContact.objects.filter(
        organisation_id=organisation_id, channel=channel, purpose=purpose, digest=digest, lifted_at=None, at__lte=at
    )
    return standing.update(lifted_at=at, logged_at=clock.now()) > 0


def _withdrawn(line: Withdrawal) -> bool:
    given, at = datetime.fromisoformat(line.given_at), datetime.fromisoformat(line.at)
    mine = Consent.objects.filter(id=line.consent, organisation_id=line.organisation_id, given_at=given)
    with transaction.atomic():
        consent = mine.filter(withdrawn_at=None).first()
        if consent is not None:
            withdraw_again(consent, at)
    return consent is not None


def _erased(line: Erasure) -> bool:
    erased = False
    with transaction.atomic():
        for number, made_at in line.persons:
            made = datetime.fromisoformat(made_at)
            person = Person.objects.filter(id=number, organisation_id=line.organisation_id, created_at=made).first()
            if person is not None:  # it may have gone a moment ago as another one's double
                known = Receipt.objects.filter(number=line.receipt).exists()
                actor = system_actor(line.organisation_id)
                erase_subject(actor, person, REPLAYED, number="" if known else line.receipt, forced=True)
                erased = True
    return erased
