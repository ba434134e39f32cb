"""What becomes of promises whose owner leaves: leads hear of it, and hand them over."""

from dataclasses import dataclass

from django.db.models import Count

from ringback.base.accounts.services import Actor, member_names, require
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.rules import Decision, Verdict
from ringback.core.promises.services.life import SETTLED, apply
from ringback.core.promises.services.notices import NOTICE, notify
from ringback.core.promises.services.targets import lead_ids


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """How many open promises belong to somebody who has left."""

    member_id: int
    name: str
    count: int


def left_behind(actor: Actor) -> list[LeftBehind]:
    """The members who left and still have open promises: somebody has to hand these over."""
    require(actor, "calls.act")
    rows = (
        Promise.objects.filter(organisation_id=actor.organisation_id, state__in=OPEN_STATES, owner__active=False)
        .exclude(kind=NOTICE)
        .values_list("owner_id")
        .annotate(count=Count("id"))
    )
    counts = {member_id: count for member_id, count in rows if member_id is not None}
    if not counts:
        return []
    names = member_names(actor.organisation_id, gone_too=True)
    return [LeftBehind(key, names[key], counts[key]) for key in names if key in counts]


def open_counts(actor: Actor) -> dict[int, int]:
    """How many open promises each member has, who is here; members without any are left out."""
    require(actor, "calls.act")
    rows = Promise.objects.filter(organisation_id=actor.organisation_id, state__in=OPEN_STATES, owner__active=True)
    counts = rows.exclude(kind=NOTICE).values_list("owner_id").annotate(count=Count("id"))
    return {member_id: count for member_id, count in counts if member_id is not None}


def member_left(member_id: int) -> None:
    """As a membership ends, in its transaction: their notices end, and leads hear of what they leave behind."""
    rows = Promise.objects.filter(owner_id=member_id, state__in=OPEN_STATES)
    notices = list(rows.filter(kind=NOTICE).select_for_update())
    for promise in notices:
        promise.generation += 1
        apply(promise, Decision(Verdict.CANCELLED), clock.now())
    many_rows.update(notices, (*SETTLED, "generation"))
    left = list(rows.exclude(kind=NOTICE)[:1])
    if not left:
        return
    count = rows.exclude(kind=NOTICE).count()
    told = [lead for lead in lead_ids(left[0]) if lead != member_id]
    notify(
        left[0].organisation_id,
        told,
        "member_left",
        {"member_id": member_id, "count": count},
        url=f"/promises/of/{member_id}/",
        key=f"member {member_id} left {clock.now():%Y%m%dT%H%M%S}",
    )
