"""What candidates register: what is held about them, their pages, and that nobody is left without an answer."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.hiring import panels, tabs
from ringback.doors.hiring.candidates import personal_data, retention
from ringback.doors.hiring.candidates.matching import views
from ringback.doors.hiring.candidates.services import unanswered_words
from ringback.doors.hiring.openings.services import holds_closing


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    retention.register()
    holds_closing("answers", unanswered_words)
    tabs.register(tabs.Tab("candidates", _("List"), "hiring:candidates", 10, group=tabs.Group.CANDIDATES))
    tabs.register(tabs.Tab("board", _("Board"), "hiring:board", 20, group=tabs.Group.CANDIDATES))
    tabs.register(tabs.Tab("matches", _("Match"), "hiring:matches", 35, group=tabs.Group.CANDIDATES))
    panels.register(panels.Panel("match", 10, views.panel))
    tabs.register(tabs.Tab("intake", _("Take in"), "hiring:intake", 40, "hiring.act", group=tabs.Group.CANDIDATES))
    tabs.register(tabs.Tab("funnel", _("Funnel"), "hiring:funnel", 30, group=tabs.Group.FIGURES))
