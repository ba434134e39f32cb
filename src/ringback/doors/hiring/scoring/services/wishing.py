"""What a manager looks for, noted with the member (MISSION H41)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require, require_reach
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.base.kit.lines import paragraphs
from ringback.doors.hiring.scoring.models import Wishes

MOST = 1000


@dataclass(frozen=True, slots=True)
class WishValues:
    """What they look for: figures a candidate should have, pace, fit with the team, and what else there is."""

    figures: str = ""
    pace: str = ""
    team: str = ""
    other: str = ""


def save_wishes(actor: Actor, member_id: int, values: WishValues) -> Wishes:
    """Note what a member looks for: they themselves, or who looks after openings. Raises NotFoundError."""
    if member_id == actor.member_id:
        require_reach(actor, "hiring.see")
    else:
        require(actor, "hiring.edit")
    if member_id not in member_names(actor.organisation_id):
        raise NotFoundError(_("There is no such member."))
    said = {name: paragraphs(text, MOST) for name, text in asdict(values).items()}
    with transaction.atomic():
        now = {"changed_at": clock.now(), "changed_by_id": actor.member_id}
        saved, _made = Wishes.objects.update_or_create(member_id=member_id, defaults=said | now)
        audit(actor, "wishes.noted", f"member {member_id}")
    return saved


def wishes_of(organisation_id: int, member_ids: Iterable[int]) -> dict[int, Wishes]:
    """What these members look for, of those of whom something is noted."""
    rows = Wishes.objects.filter(member__organisation_id=organisation_id, member_id__in=list(member_ids))
    return {row.member_id: row for row in rows if row.figures or row.pace or row.team or row.other}
