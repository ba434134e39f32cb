"""What the parts of the door hang on one candidacy's page."""

from typing import TYPE_CHECKING

from ringback.desk.panels import Panel, Panels

if TYPE_CHECKING:
    from ringback.doors.jobsearch.employers.shown import Shown

__all__ = ["Panel", "register", "rendered"]

_panels: "Panels[Shown]" = Panels()
register, rendered = _panels.register, _panels.rendered
