"""What the parts of the door hang on one entry's page; a panel is given the entry's id."""

from ringback.desk.panels import Panel, Panels

__all__ = ["Panel", "register", "rendered"]

_panels: Panels[int] = Panels()
register, rendered = _panels.register, _panels.rendered
