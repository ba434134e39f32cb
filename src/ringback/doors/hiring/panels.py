"""What the parts of the door hang on one application's page."""

from typing import TYPE_CHECKING

from ringback.desk.panels import Panel, Panels

if TYPE_CHECKING:
    from ringback.doors.hiring.candidates.models import Application

__all__ = ["Panel", "register", "rendered"]

_panels: "Panels[Application]" = Panels()
register, rendered = _panels.register, _panels.rendered
