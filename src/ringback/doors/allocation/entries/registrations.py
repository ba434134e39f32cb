"""What entries register: what is held about applicants, the words of the record, and who is known."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare
from ringback.core.promises.services import every_night, keeps
from ringback.doors.allocation import tabs
from ringback.doors.allocation.entries import personal_data
from ringback.doors.allocation.entries.keep import ConfirmingHandler
from ringback.doors.allocation.entries.services import resume_confirming
from ringback.doors.allocation.entries.services.confirming import KIND
from ringback.doors.allocation.entries.wording import KINDS
from ringback.doors.allocation.record.words import says


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    for kind in KINDS:
        declare(kind)
    keeps(KIND, ConfirmingHandler(), _("Mails to those who applied, that we have their application"))
    every_night("allocation-confirmations", resume_confirming)
    says("entered", _("took an application in"))
    says("withdrawn", _("noted that the applicant took it back"))
    tabs.register(tabs.Tab("known", _("Known applicants"), "allocation:known", 60, "allocation.edit"))
