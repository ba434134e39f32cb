"""What hangs on an application's page where the opening is a client's: what they promised, and noting it."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.clients.forms import PromisedForm
from ringback.doors.hiring.clients.services import client_of_opening, client_owing

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


def render(request: "MemberRequest", application: Application) -> str:
    """The panel; nothing where the opening is nobody else's, or nothing is to be decided any more."""
    client, owed = client_of_opening(application.opening_id), client_owing(application.pk)
    if application.person_id is None or application.state != State.ACTIVE or (client is None and owed is None):
        return ""
    shown = {
        "application": application,
        "client": owed.client if owed else client,
        "owed": owed,
        "form": PromisedForm(auto_id="client_%s"),
        "may_act": request.actor.may("hiring.act", ("opening", application.opening_id)),
    }
    return render_to_string("hiring/clients/_panel.html", shown, request)
