"""What the record registers: that it hears of whatever happens to a campaign, and its page."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.services import hears
from ringback.doors.allocation.record.services import keeps_record


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    hears("record", keeps_record)
    tabs.register(tabs.Tab("record", _("Record"), "allocation:record", 90, "allocation.publish", tabs.Group.RECORD))
