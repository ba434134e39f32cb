"""What calls register: their promises, what is shown and held of them, and what they follow."""

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import every_night, keeps
from ringback.desk import callers, cards
from ringback.doors.hiring import lines, panels, tabs
from ringback.doors.hiring.calling import personal_data, reads, services, today, views
from ringback.doors.hiring.calling.keep import ByHandHandler
from ringback.doors.hiring.candidates.services import when_moved
from ringback.doors.hiring.interviews.services import when_invited


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    keeps(services.CALL, ByHandHandler(), _("Calls to candidates"))
    keeps(services.INVITE, ByHandHandler(), _("Invitations after a call"))
    when_invited("calls", services.written)
    when_moved(services.moved)
    lines.describes("calls", reads.lines)
    callers.tells("hiring", reads.facts)
    cards.register(cards.Card("hiring-unsaid", 40, today.render))
    personal_data.register()
    every_night("hiring-calls", personal_data.sweep)
    panels.register(panels.Panel("calls", 5, views.panel))
    tabs.register(tabs.Tab("calls", _("Calls"), "hiring:call-plan", 75, "hiring.edit", group=tabs.Group.SET_UP))
