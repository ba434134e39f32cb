"""What hangs on an entry's page: opinions as far as one may see them, one's own, and stepping aside."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.base.accounts.services import member_names
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.reviewing import services
from ringback.doors.allocation.reviewing.models import LEANINGS, Assignment, Opinion
from ringback.doors.allocation.reviewing.reads import reasons_of
from ringback.doors.allocation.reviewing.rules.standing import Act, Hindrance, hindrance
from ringback.doors.allocation.reviewing.saying import why_not

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

KEYS = ("y", "n", "u")
# What the marks above say already, by being there or not.
_SEEN_ANYWAY = (Hindrance.FORWARDED, Hindrance.NOT_FORWARDED, Hindrance.CHOSEN)


def render(request: "MemberRequest", entry_id: int) -> str:
    """The panel; nothing for a member who decides nothing here."""
    actor = request.actor
    entry = entry_of(actor, entry_id)
    campaign = entry.campaign
    standing = services.circumstances(actor, campaign, [entry])[entry.pk]
    mine = [act for act in Act if services.may_do(actor, act, campaign.pk, entry.region_id)]
    if not mine:
        return ""
    free = {act.value for act in mine if hindrance(act, standing) is None}
    stuck = dict.fromkeys(hindrance(act, standing) for act in (Act.FORWARD, Act.CHOOSE) if act in mine)
    names = member_names(actor.organisation_id, gone_too=True)
    seen = services.seen(actor, entry)
    reviewers = services.reviewers_of(actor.organisation_id, campaign.pk, entry.region_id)
    dealt = Assignment.objects.filter(entry=entry).order_by("kind", "id")
    shown = {
        "entry": entry,
        "campaign": campaign,
        "standing": standing,
        "free": free,
        "why_not": [why_not(one) for one in stuck if one and one not in _SEEN_ANYWAY],
        "seen": seen,
        "others": [(names.get(one.member_id, ""), one) for one in seen.others],
        "dealt": [(names.get(one.member_id, ""), one.get_kind_display()) for one in dealt],
        "leanings": list(zip(LEANINGS, KEYS, strict=True)),
        "own": seen.own or Opinion(),
        "reasons": reasons_of(entry),
        "names": {number: name for number, name in member_names(actor.organisation_id).items() if number in reviewers},
    }
    return render_to_string("allocation/reviewing/_panel.html", shown, request)
