"""What clients register: who keeps and chases their promises, what is shown of them, and their pages."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare
from ringback.core.promises.services import Governed, governs, keeps
from ringback.doors.hiring import lines, panels, tabs
from ringback.doors.hiring.clients import panel, personal_data, reads
from ringback.doors.hiring.clients.keep import CHASED, ChasingHandler, PersonsHandler
from ringback.doors.hiring.clients.services import awaiting
from ringback.doors.hiring.goodbye.services import when_over


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    decisions, chasing = _("Decisions of clients"), _("Asking clients for their decision")
    keeps(awaiting.DECISION, PersonsHandler(), decisions)
    keeps(awaiting.CHASE, ChasingHandler(), chasing)
    keeps(awaiting.CALL, PersonsHandler(), _("Calling a client about their decision"))
    governs(Governed(awaiting.DOOR, awaiting.DECISION, decisions, awaiting.DECISION_POLICY))
    governs(Governed(awaiting.DOOR, awaiting.CHASE, chasing, awaiting.CHASE_POLICY))
    when_over(awaiting.over)
    declare(CHASED)
    lines.describes("clients", reads.lines)
    personal_data.register()
    panels.register(panels.Panel("client", 19, panel.render))
    tabs.register(tabs.Tab("client", _("Client"), "hiring:opening-client", 84, "hiring.edit"))
