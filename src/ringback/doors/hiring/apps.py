"""The hiring slice as a Django application."""

from django.utils.translation import gettext_lazy as _

from ringback.base.database import slices


class HiringConfig(slices.SliceConfig):
    name = "ringback.doors.hiring"
    label = "hiring"
    verbose_name = _("Hiring")
    parts = (
        "openings",
        "candidates",
        "asking",
        "interviews",
        "interviews.caldav",
        "goodbye",
        "calling",
        "answers",
        "scoring",
        "clients",
    )
