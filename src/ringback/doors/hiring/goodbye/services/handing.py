"""A recruiter leaves or is ill: their openings, candidates and promises pass to somebody else (MISSION H10)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit, member_names, require
from ringback.base.kit.errors import NotFoundError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise, State
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.goodbye.services.promising import DOOR
from ringback.doors.hiring.openings.models import Opening


@dataclass(frozen=True, slots=True)
class Handed:
    """How many of each passed on."""

    openings: int
    applications: int
    promises: int


def hand_over_candidates(actor: Actor, from_id: int, to_id: int, why: str = "") -> Handed:
    """Everything of hiring that `from_id` has, here or gone, passes to `to_id`. Raises NotFoundError."""
    require(actor, "hiring.edit")
    known = member_names(actor.organisation_id)
    if to_id not in known or from_id == to_id or from_id not in member_names(actor.organisation_id, gone_too=True):
        raise NotFoundError(_("There is no such member."))
    ours = actor.organisation_id
    with transaction.atomic():
        openings = Opening.objects.filter(organisation_id=ours, owner_id=from_id).update(owner_id=to_id)
        applications = Application.objects.filter(organisation_id=ours, owner_id=from_id).update(owner_id=to_id)
        theirs = Promise.objects.filter(organisation_id=ours, door=DOOR, owner_id=from_id)
        open_ids = list(theirs.filter(state__in=(State.PENDING, State.KEEPING)).values_list("id", flat=True))
        done = promises.hand_over(acting_for(actor), open_ids, to_id, why).done if open_ids else []
        handed = Handed(openings, applications, len(done))
        audit(actor, "candidates.handed_over", f"member {from_id}", to=to_id, promises=handed.promises)
    return handed
