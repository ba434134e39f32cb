"""What entries register: what is held about applicants, and the page of who is known."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.allocation import tabs
from ringback.doors.allocation.entries import personal_data


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    tabs.register(tabs.Tab("known", _("Known applicants"), "allocation:known", 60, "allocation.edit"))
