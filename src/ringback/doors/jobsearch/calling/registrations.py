"""What calls register: the promise of calling again, where calls are made, the panel, and what is taken along."""

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import keeps
from ringback.doors.jobsearch import panels, tabs
from ringback.doors.jobsearch.calling import kinds, taking_along, views
from ringback.doors.jobsearch.touches.keep import StepHandler
from ringback.doors.jobsearch.touches.kinds import know, way_leads_to
from ringback.doors.jobsearch.workspaces.services import exports


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    know(kinds.OURS)
    keeps(kinds.CALL_BACK, StepHandler(), kinds.OURS.label)
    way_leads_to("call", kinds.card)
    exports("calls", taking_along.calls)
    exports("phone", taking_along.phone)
    panels.register(panels.Panel("calls", 15, views.panel))
    tabs.register(tabs.Tab("phone", _("Your phone line"), "jobsearch:phone", 55))
