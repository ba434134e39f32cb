"""What workspaces register: that one can begin with a job search instead of an organisation."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.beginnings import Beginning, offers_beginning
from ringback.core.people.services import destroys
from ringback.core.promises.services import seals_words
from ringback.doors.jobsearch import tabs
from ringback.doors.jobsearch.workspaces.services import may_open_workspace
from ringback.doors.jobsearch.workspaces.services.deleting import WHAT, delete_again
from ringback.doors.jobsearch.workspaces.services.said import open_said, seal_said


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    seals_words("jobsearch", seal_said, open_said)
    destroys(WHAT, delete_again)
    tabs.register(tabs.Tab("me", _("You"), "jobsearch:me", 90))
    offers_beginning(
        Beginning(
            "jobsearch",
            _("A job search of your own"),
            _("Employers, interviews, letters and calls in one place that nobody else can read."),
            "jobsearch:open",
            may_open_workspace,
        )
    )
