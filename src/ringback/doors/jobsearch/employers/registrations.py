"""What employers register: the search that a workspace begins with, and what an export holds of them."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.jobsearch import tabs
from ringback.doors.jobsearch.employers import taking_along
from ringback.doors.jobsearch.employers.services.searching import open_first
from ringback.doors.jobsearch.workspaces.services import exports, when_opened


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    when_opened(open_first)
    tabs.register(tabs.Tab("pipeline", _("Applications"), "jobsearch:pipeline", 10))
    tabs.register(tabs.Tab("book", _("Employers and people"), "jobsearch:book", 20))
    tabs.register(tabs.Tab("intake", _("Take in a list"), "jobsearch:intake", 80))
    exports("searches", taking_along.searches)
    exports("employers", taking_along.employers)
    exports("contacts", taking_along.contacts)
    exports("contact_moves", taking_along.contact_moves)
    exports("candidacies", taking_along.candidacies)
    exports("stage_changes", taking_along.stage_changes)
