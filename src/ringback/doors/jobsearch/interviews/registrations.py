"""What interviews register: their panel, and what is taken along."""

from ringback.doors.jobsearch import panels
from ringback.doors.jobsearch.interviews import panel, taking_along
from ringback.doors.jobsearch.workspaces.services import exports


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    exports("interviews", taking_along.interviews)
    panels.register(panels.Panel("interviews", 20, panel.render))
