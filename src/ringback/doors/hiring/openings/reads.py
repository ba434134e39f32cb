"""Openings as the list shows them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ringback.base.accounts.services import Actor, member_names
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import openings_of


@dataclass(frozen=True, slots=True)
class Row:
    """One opening: how many are under way, and how many of all wait for an answer (MISSION H6)."""

    opening: Opening
    owner: str
    active: int
    all: int
    waiting: int


def rows(actor: Actor) -> list[Row]:
    """All openings within reach: open ones first, then drafts, then closed ones."""
    owed = Q(applications__answered_at=None, applications__person__isnull=False) & ~Q(applications__state="withdrawn")
    found = openings_of(actor).annotate(
        active=Count("applications", filter=Q(applications__state="active")),
        all=Count("applications"),
        waiting=Count("applications", filter=owed),
    )
    names = member_names(actor.organisation_id, gone_too=True)
    order = {Opening.State.OPEN: 0, Opening.State.DRAFT: 1, Opening.State.CLOSED: 2}
    listed = sorted(found, key=lambda one: order[Opening.State(one.state)])
    return [Row(one, names.get(one.owner_id or 0, ""), one.active, one.all, one.waiting) for one in listed]
