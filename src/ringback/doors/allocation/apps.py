"""The allocation slice as a Django application."""

from django.utils.translation import gettext_lazy as _

from ringback.base.database import slices


class AllocationConfig(slices.SliceConfig):
    name = "ringback.doors.allocation"
    label = "allocation"
    verbose_name = _("Allocation")
    parts = ("campaigns", "record", "entries", "reviewing", "answers", "offers")
