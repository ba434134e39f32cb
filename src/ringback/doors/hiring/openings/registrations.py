"""What openings register: the pages of one."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.hiring import tabs


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    tabs.register(tabs.Tab("stages", _("Stages"), "hiring:stages", 80, "hiring.edit", group=tabs.Group.SET_UP))
    tabs.register(tabs.Tab("opening", _("Opening"), "hiring:opening", 90, "hiring.edit", group=tabs.Group.SET_UP))
