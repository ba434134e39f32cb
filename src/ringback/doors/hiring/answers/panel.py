"""What hangs on an application's page: the answer that is on its way, and saying that they were told."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.doors.hiring.answers.models import Answer
from ringback.doors.hiring.candidates.models import Application, State

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


def render(request: "MemberRequest", application: Application) -> str:
    """The panel; nothing where nothing is owed and nothing was given."""
    rows = Answer.objects.filter(application=application, cancelled_at=None).select_related("decision", "message")
    answer = rows.first()
    owed = application.answered_at is None and application.state != State.WITHDRAWN and application.person_id
    if answer is None and not owed:
        return ""
    shown = {
        "application": application,
        "answer": answer,
        "owed": owed,
        "may_act": request.actor.may("hiring.act", ("opening", application.opening_id)),
    }
    return render_to_string("hiring/answers/_panel.html", shown, request)
