"""What linked promises register: who hears of the employer's side, what the seeker is told, and the panel."""

from ringback.channels.messages.services import declare_notice
from ringback.core.promises.services import links
from ringback.doors.jobsearch import panels
from ringback.doors.jobsearch.linked import notices, panel
from ringback.doors.jobsearch.linked.services import KINDS, forget, heard
from ringback.doors.jobsearch.workspaces.services import when_deleted


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in KINDS:
        links(kind, heard)
    for notice in notices.KINDS:
        declare_notice(notice)
    when_deleted(forget)
    panels.register(panels.Panel("linked", 50, panel.render))
