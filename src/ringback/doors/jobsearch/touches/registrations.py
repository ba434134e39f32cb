"""What touches register: kinds of promises and who keeps them, what follows a move, panels, and what is taken along."""

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import keeps
from ringback.doors.jobsearch import lines, panels, tabs
from ringback.doors.jobsearch.employers import board
from ringback.doors.jobsearch.employers.services import when_ended, when_moved
from ringback.doors.jobsearch.touches import kinds, panel, reads, taking_along
from ringback.doors.jobsearch.touches.keep import StepHandler, ended, moved
from ringback.doors.jobsearch.workspaces.services import exports


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    handler = StepHandler()
    for kind in kinds.OURS:
        kinds.know(kind)
        keeps(kind.slug, handler, kind.label)
    lines.describes("touches", reads.lines)
    board.marks(reads.marks)
    when_moved(moved)
    when_ended(ended)
    exports("touches", taking_along.touches)
    exports("own_norms", taking_along.own_norms)
    panels.register(panels.Panel("steps", 10, panel.steps))
    panels.register(panels.Panel("touches", 40, panel.touches))
    panels.register(panels.Panel("advice", 60, panel.advice))
    tabs.register(tabs.Tab("norms", _("What is usual"), "jobsearch:norms", 70))
