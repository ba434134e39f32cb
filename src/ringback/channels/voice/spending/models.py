"""The limit of a day, one an organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayLimit(models.Model):
    """The most that may be dialled through trunks within a day of the organisation's; null: as much as is wanted.

    `day` is the last on which anything was said; `warned` whether that it is nearly used up, `stops` how often dialling
    was stopped on it: each time somebody lets it go on, as much again may be used.
    """

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    most_minutes = models.IntegerField(_("minutes a day"), null=True)
    most_dials = models.IntegerField(_("dials a day"), null=True)
    day = models.DateField(null=True)
    warned = models.BooleanField(default=False)
    stops = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"day limit of {self.organisation_id}"
