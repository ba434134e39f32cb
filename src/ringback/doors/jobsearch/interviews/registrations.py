"""What interviews register: their panel, what is promised of those to come, and what is taken along."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ringback.core.promises.services import keeps
from ringback.doors.jobsearch import panels
from ringback.doors.jobsearch.employers import board
from ringback.doors.jobsearch.employers.services import when_moved
from ringback.doors.jobsearch.interviews import panel, taking_along
from ringback.doors.jobsearch.interviews.keep import PlannedHandler, moved
from ringback.doors.jobsearch.interviews.kinds import INTERVIEW, OURS
from ringback.doors.jobsearch.touches import kinds
from ringback.doors.jobsearch.workspaces.services import exports


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    handler = PlannedHandler()
    for kind in OURS:
        kinds.know(kind)
        keeps(kind.slug, handler, kind.label)
    kinds.leads_to(INTERVIEW, _after)
    board.marks(panel.marks)
    when_moved(moved)
    exports("interviews", taking_along.interviews)
    exports("planned", taking_along.planned)
    panels.register(panels.Panel("interviews", 20, panel.render))


def _after(candidacy_id: int, content: Mapping[str, Any]) -> str:
    """An interview is kept by noting how it was (MISSION S2)."""
    return reverse("jobsearch:after-interview", args=[candidacy_id])
