"""What the hiring door registers with the rooms below it when the application starts."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import offers_scope
from ringback.core.promises.services import Governed, governs
from ringback.desk import cards, navigation
from ringback.doors.hiring import lines
from ringback.doors.hiring.answers import registrations as answers
from ringback.doors.hiring.asking import registrations as asking
from ringback.doors.hiring.calling import registrations as calling
from ringback.doors.hiring.candidates import registrations as candidates
from ringback.doors.hiring.clients import registrations as clients
from ringback.doors.hiring.figures import registrations as figures
from ringback.doors.hiring.goodbye import registrations as goodbye
from ringback.doors.hiring.interviews import registrations as interviews
from ringback.doors.hiring.interviews.caldav import registrations as calendars
from ringback.doors.hiring.openings import registrations as openings
from ringback.doors.hiring.openings.services import opening_choices
from ringback.doors.hiring.scoring import registrations as scoring


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    offers_scope("opening", opening_choices)
    navigation.register(
        navigation.Item("hiring", _("Hiring"), "hiring:openings", "briefcase", 45, "work", "hiring.see")
    )
    cards.describe_door("hiring", _("Hiring"), lines.lines)
    governs(Governed("hiring", None, _("Everything promised to candidates")))
    openings.register()
    candidates.register()
    asking.register()
    interviews.register()
    calendars.register()
    goodbye.register()
    answers.register()
    scoring.register()
    clients.register()
    figures.register()
    calling.register()
