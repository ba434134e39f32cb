"""What the figures register: their tab of an opening."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.hiring import tabs


def register() -> None:
    """Register it; doing so again changes nothing."""
    tabs.register(tabs.Tab("figures", _("Who came"), "hiring:opening-figures", 35, group=tabs.Group.FIGURES))
