"""Interviews that have been, and whom one met there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Agreed(models.TextChoices):
    """What was agreed at the end (MISSION S2, S30)."""

    THEY_CALL = "they_call", _("They call me")
    THEY_WRITE = "they_write", _("They write to me")
    I_CALL = "i_call", _("I call them")
    MEETING = "meeting", _("A second interview, in person")
    BY_PHONE = "by_phone", _("A second interview, by phone")
    NOTHING = "nothing", _("Nothing")


class Interview(models.Model):
    """One interview that has been. `secret` packs `InterviewWords`.

    `agreed_at`: by when, or when; null where no day was named. `own_call_at`: when one calls oneself if they do not.
    """

    candidacy = models.ForeignKey("jobsearch.Candidacy", models.CASCADE, related_name="interviews")
    ended_at = models.DateTimeField()
    agreed = models.CharField(max_length=12, choices=Agreed.choices, default=Agreed.NOTHING)
    agreed_at = models.DateTimeField(null=True)
    agreed_who = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    own_call_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(default=clock.now)
    secret = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidacy", "ended_at"], name="an_interview_noted_once")]

    def __str__(self) -> str:
        return f"interview {self.pk}"


class Met(models.Model):
    """Somebody who led an interview."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="met")
    contact = models.ForeignKey("jobsearch.Contact", models.CASCADE, related_name="met_at")

    class Meta:
        verbose_name_plural = _("met")
        constraints = [models.UniqueConstraint(fields=["interview", "contact"], name="met_once_an_interview")]

    def __str__(self) -> str:
        return f"met {self.contact_id}"
