"""The job search slice as a Django application."""

from django.utils.translation import gettext_lazy as _

from ringback.base.database import slices


class JobSearchConfig(slices.SliceConfig):
    name = "ringback.doors.jobsearch"
    label = "jobsearch"
    verbose_name = _("Job search")
    parts = ("workspaces", "employers", "touches", "interviews", "calling", "letters")
