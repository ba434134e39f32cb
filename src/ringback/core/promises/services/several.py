"""Many promises that a person has chosen: looked at before anything is done to them, then done (MISSION H10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ringback.base.accounts.services import Actor, require_reach
from ringback.base.kit import clock
from ringback.core.promises.models import INWARD_CHANNELS, OPEN_STATES, Promise, State
from ringback.core.promises.rules.moving import Hindrance, Shift, hindrance
from ringback.core.promises.services.acting import may_act

# What was chosen: ids, with the generation in which each was read.
Choice = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a choice can be changed, the soonest due first, and how many cannot be, by reason."""

    can: tuple[Promise, ...]
    cannot: Mapping[Hindrance, int]

    @property
    def generations(self) -> dict[int, int]:
        """What can be changed, as it was chosen."""
        return {promise.pk: promise.generation for promise in self.can}


def look_at(actor: Actor, choice: Choice, *, shift: Shift | None = None, under_way_too: bool = False) -> Looked:
    """What of `choice` the actor can change now: move by `shift`, or (None) take back or hand over. One query.

    `under_way_too`: what is being kept is no hindrance, since whoever is at it goes on with it.
    """
    require_reach(actor, "promises.own")
    rows = Promise.objects.filter(organisation_id=actor.organisation_id, id__in=list(choice))
    rows = rows.exclude(channel__in=INWARD_CHANNELS)
    found = {row.pk: row for row in rows.select_related("person", "owner__user")}
    can, cannot = [], dict.fromkeys(Hindrance, 0)
    for promise_id, generation in choice.items():
        row = found.get(promise_id)
        why = _hindrance(actor, row, generation, shift, under_way_too=under_way_too)
        if why is None and row is not None:
            can.append(row)
        elif why is not None:
            cannot[why] += 1
    can.sort(key=lambda row: (row.due_at, row.pk))
    return Looked(tuple(can), {why: count for why, count in cannot.items() if count})


def _hindrance(
    actor: Actor, row: Promise | None, generation: int, shift: Shift | None, *, under_way_too: bool
) -> Hindrance | None:
    if row is None:
        return Hindrance.GONE
    if not may_act(actor, row):
        return Hindrance.OUT_OF_REACH
    if row.state not in OPEN_STATES:
        return Hindrance.CLOSED
    if row.generation != generation:
        return Hindrance.CHANGED
    under_way = row.state == State.KEEPING and not under_way_too
    return hindrance(clock.now(), row.due_at, row.expires_at, under_way=under_way, shift=shift)
