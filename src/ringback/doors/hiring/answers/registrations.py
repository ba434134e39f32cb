"""What answers register: their messages, what becomes of them, and their pages."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare, when_settled
from ringback.doors.hiring import panels, tabs
from ringback.doors.hiring.answers import panel, personal_data
from ringback.doors.hiring.answers.services import keeping, telling
from ringback.doors.hiring.answers.wording import KINDS
from ringback.doors.hiring.candidates.services import when_moved


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in KINDS.values():
        declare(kind)
        when_settled(kind.slug, telling.settled)
    declare(keeping.ASKED)
    when_moved(telling.moved)
    personal_data.register()
    panels.register(panels.Panel("answers", 25, panel.render))
    tabs.register(tabs.Tab("answers", _("Answers"), "hiring:answers", 60, group=tabs.Group.DECISION))
    tabs.register(tabs.Tab("reserve", _("Reserve"), "hiring:reserve", 70, group=tabs.Group.DECISION))
