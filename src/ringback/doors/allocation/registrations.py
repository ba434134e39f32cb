"""What the allocation door registers with the rooms below it when the application starts."""

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import Governed, governs
from ringback.desk import cards, navigation
from ringback.doors.allocation import lines
from ringback.doors.allocation.answers import registrations as answers
from ringback.doors.allocation.campaigns import registrations as campaigns
from ringback.doors.allocation.entries import registrations as entries
from ringback.doors.allocation.offers import registrations as offers
from ringback.doors.allocation.record import registrations as record
from ringback.doors.allocation.reviewing import registrations as reviewing


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    navigation.register(
        navigation.Item("allocation", _("Allocation"), "allocation:campaigns", "ticket", 47, "work", "allocation.see")
    )
    cards.describe_door("allocation", _("Allocation"), lines.lines)
    governs(Governed("allocation", None, _("Everything promised to applicants")))
    campaigns.register()
    record.register()
    entries.register()
    reviewing.register()
    answers.register()
    offers.register()
