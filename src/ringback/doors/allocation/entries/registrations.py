"""What entries register: what is held about applicants, the words of the record, and who is known."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.allocation import tabs
from ringback.doors.allocation.entries import personal_data
from ringback.doors.allocation.record.words import says


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    says("entered", _("took an application in"))
    says("withdrawn", _("noted that the applicant took it back"))
    tabs.register(tabs.Tab("known", _("Known applicants"), "allocation:known", 60, "allocation.edit"))
