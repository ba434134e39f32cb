"""Who waits for a call and was not had: late, or given up, and nobody has cleared it. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ringback.base.accounts.services import Actor
from ringback.core.promises.keeping import kinds_missed_at_once
from ringback.core.promises.listing import within
from ringback.core.promises.models import Attempt, Direction, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.clearing import CLEARED
from ringback.core.promises.services.come_in import IN_VAIN

# What was given up longer ago has gone cold: nobody is helped by a list that only grows.
WARM_FOR = timedelta(days=30)
MOST = 300
# They were had in a way, or cannot be: nobody waits for a call.
_SETTLED = (Outcome.REFUSED, Outcome.WRONG_NUMBER, Outcome.CANCELLED)
# Today asks about these first.
_ELSEWHERE = (*_SETTLED, Outcome.UNCERTAIN)
VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Missed:
    """One promise of a call that reached nobody: the row, and how its last attempt ended ("" without one)."""

    promise: Promise
    outcome: str


def missed(actor: Actor, now: datetime) -> list[Missed]:
    """The promises of calls within the actor's reach where nobody was had, oldest first, at most 300 (MISSION C5)."""
    last = Attempt.objects.filter(promise=OuterRef("pk")).order_by("-number", "-id").values("outcome")[:1]
    rows = _both(actor, now).select_related("person", "owner__user").annotate(last_outcome=Subquery(last))
    found = rows.order_by("first_due_at", "id")[:MOST]
    return [Missed(one, getattr(one, "last_outcome", "") or "") for one in found]


def missed_count(actor: Actor, now: datetime) -> int:
    """How many people that is; one query, and no more than 300 rows of it."""
    found = _both(actor, now).values_list("person_id", "id")[:MOST]
    return len({person_id or -promise_id for person_id, promise_id in found})


def open_of(actor: Actor, person_id: int) -> list[Promise]:
    """The person's open promises of calls within the actor's reach: one of them may be under way this moment."""
    rows = within(actor).filter(person_id=person_id, channel=VOICE, state__in=(State.PENDING, State.KEEPING))
    return list(rows.order_by("id")[:MOST])


def _both(actor: Actor, now: datetime) -> QuerySet[Promise]:
    """Late and tried in vain, given up while the person was not had since, or promised to whom was missed."""
    rows = within(actor).filter(channel=VOICE, direction=Direction.WE_CONTACT)
    tried = Q(state=State.PENDING, attempts_made__gt=0) | Q(state=State.KEEPING, attempts_made__gt=1)
    late = Q(closed_at=None, deadline_at__lte=now) & tried
    kept_since = Promise.objects.filter(
        person_id=OuterRef("person_id"), channel=VOICE, state=State.KEPT, closed_at__gt=OuterRef("closed_at")
    )
    lost = (
        Q(state__in=(State.BROKEN, State.EXPIRED), closed_at__gt=now - WARM_FOR, person__isnull=False)
        & Q(**{f"evidence__{CLEARED}__isnull": True})
        & ~Exists(kept_since)
    )
    settled = Attempt.objects.filter(promise=OuterRef("pk"), number=F("promise__attempts_made"), outcome__in=_ELSEWHERE)
    came = Q(kind__in=kinds_missed_at_once()) | Q(**{f"evidence__{IN_VAIN}__isnull": False})
    return rows.filter(late | lost | (Q(state=State.PENDING) & came)).exclude(Exists(settled))
