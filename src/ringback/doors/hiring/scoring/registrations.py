"""What scorecards register: what is held about candidates, their part of a candidate's page, and their pages."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.voice.reviewing.services import offers_card
from ringback.core.promises.services import every_night
from ringback.doors.hiring import panels, tabs
from ringback.doors.hiring.scoring import calls, panel, personal_data


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    offers_card("hiring", calls.card)
    every_night("hiring-marks", personal_data.sweep)
    panels.register(panels.Panel("marks", 18, panel.render))
    tabs.register(tabs.Tab("compare", _("Compare"), "hiring:compare", 55, group=tabs.Group.DECISION))
    tabs.register(tabs.Tab("scorecard", _("Scorecard"), "hiring:scorecard", 78, "hiring.edit", group=tabs.Group.SET_UP))
