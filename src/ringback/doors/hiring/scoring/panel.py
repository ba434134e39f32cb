"""What hangs on an application's page: marks, as far as the reader may see them, and what those look for who decide."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.base.accounts.services import member_names
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.scoring import reads
from ringback.doors.hiring.scoring.services import card_of, seen
from ringback.doors.hiring.scoring.services.marking import INTERVIEW

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


def render(request: "MemberRequest", application: Application) -> str:
    """The panel; nothing for somebody erased, or while there is no card, no mark and no wish."""
    if application.person_id is None:
        return ""
    scope = ("opening", application.opening_id)
    may_act = request.actor.may("hiring.act", scope)
    card, marks = card_of(application.opening_id), seen(request.actor, application)
    wanted = reads.wanted(application) if may_act else []
    if not card.competences and not wanted:
        return ""
    names = member_names(application.organisation_id, gone_too=True)
    shown = {
        "application": application,
        "card": card,
        "marks": marks,
        "sheets": [(names.get(one.member_id or 0, ""), one) for one in marks.all],
        "wanted": wanted,
        "may_mark": request.actor.may(INTERVIEW, scope),
        "fixed": bool(marks.own and marks.others),
    }
    return render_to_string("hiring/scoring/_panel.html", shown, request)
