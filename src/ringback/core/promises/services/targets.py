"""Who goes on with a promise that is handed over: members, leads, hunt groups."""

from collections.abc import Callable

from ringback.base.accounts.services import leads_of, member_names, who_may
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Target, To

Crew = Callable[[int, int], list[int]]

_crews: list[Crew] = []


def offers_crews(crew: Crew) -> None:
    """Let `crew(organisation_id, group_id)` give a hunt group's member ids, in the order they are rung.

    Called once at start by the channel that has the groups.
    """
    if crew not in _crews:
        _crews.append(crew)


def crew_of(organisation_id: int, group_id: int) -> list[int]:
    """The members of a hunt group, in the order they are rung; [] for none and for one of another organisation."""
    return [member_id for crew in _crews for member_id in crew(organisation_id, group_id)]


def hand(promise: Promise, target: Target) -> None:
    """Put who goes on into the promise's fields. Where there is nobody such, it stays with whoever has it."""
    match target.to:
        case To.MEMBER if target.id in member_names(promise.organisation_id):
            promise.owner_id = target.id
        case To.GROUP:
            promise.owner_id, promise.group_id = None, target.id
        case To.LEAD:
            promise.owner_id = next(iter(lead_ids(promise)), promise.owner_id)
        case To.NEXT:
            promise.owner_id = _next_after(promise)


def lead_ids(promise: Promise) -> list[int]:
    """Who hears of it when a promise is long overdue: its own lead, or the organisation's."""
    leads = leads_of(promise.organisation_id)
    if promise.lead_id is not None and promise.lead_id in member_names(promise.organisation_id):
        return [promise.lead_id]
    return leads


def _next_after(promise: Promise) -> int | None:
    """The next of the promise's hunt group after its owner, around and around; of all who take calls without one."""
    line = crew_of(promise.organisation_id, promise.group_id) if promise.group_id else []
    line = line or who_may(promise.organisation_id, "calls.act")
    if promise.owner_id in line:
        return line[(line.index(promise.owner_id) + 1) % len(line)]
    return line[0] if line else promise.owner_id
