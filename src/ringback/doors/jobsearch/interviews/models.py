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


class PlannedInterview(models.Model):
    """An interview that is to come; one a candidacy. `at` null: no time yet. `secret` packs `PlannedWords`.

    `turning`: how far one is in making a meeting of a call; `asked_at`: when one last asked for it.
    """

    class Way(models.TextChoices):
        """How one talks."""

        MEETING = "meeting", _("In person")
        PHONE = "phone", _("By phone")

    class Turning(models.TextChoices):
        """What came of proposing to meet (MISSION S30)."""

        NONE = "none", _("nothing to propose")
        OPEN = "open", _("not proposed yet")
        ASKED = "asked", _("proposed, no answer yet")
        AGREED = "agreed", _("they agreed to meet")
        DECLINED = "declined", _("it stays by phone")

    candidacy = models.ForeignKey("jobsearch.Candidacy", models.CASCADE, related_name="planned")
    way = models.CharField(max_length=8, choices=Way.choices)
    at = models.DateTimeField(null=True)
    who = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    turning = models.CharField(max_length=8, choices=Turning.choices, default=Turning.NONE)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], name="one_interview_to_come", condition=models.Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"planned {self.pk}"


class Met(models.Model):
    """Somebody who led an interview."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="met")
    contact = models.ForeignKey("jobsearch.Contact", models.CASCADE, related_name="met_at")

    class Meta:
        verbose_name_plural = _("met")
        constraints = [models.UniqueConstraint(fields=["interview", "contact"], name="met_once_an_interview")]

    def __str__(self) -> str:
        return f"met {self.contact_id}"
