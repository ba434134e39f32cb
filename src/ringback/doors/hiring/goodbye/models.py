"""What was promised at goodbye, what blocks the answer, what the candidate asked since, and how an opening is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Goodbye(models.Model):
    """One promise made at goodbye (MISSION H3, H4, H7); the newest of an application counts.

    `contact` is where to, as it was said then: their number or address, or ours where they call us. `leaning` is for
    the desk alone. `owner` is who answers; the promise says who has it now, and how it stands.
    """

    class Channel(models.TextChoices):
        VOICE = "voice", _("By phone")
        MAIL = "mail", _("By mail")
        SMS = "sms", _("By text message")

    class Leaning(models.TextChoices):
        YES = "yes", _("Yes")
        RATHER_YES = "rather_yes", _("Rather yes")
        OPEN = "open", _("Open")
        RATHER_NO = "rather_no", _("Rather no")
        NO = "no", _("No")

    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="goodbyes")
    promise = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    direction = models.CharField(max_length=12)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.VOICE)
    contact = SealedTextField(blank=True)
    leaning = models.CharField(max_length=12, choices=Leaning.choices, blank=True)
    due_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"goodbye {self.pk}"


class Blocker(models.Model):
    """Whose decision an answer waits for, since when, and why it is not there (MISSION H9).

    `member`, or the `name` of somebody who has no place here. `until`: when they are expected back. Once they have
    decided, `decided_at` and `decision` ("yes", "no", or "" where the wait is over without one) say so.
    """

    class Reason(models.TextChoices):
        THINKING = "thinking", _("Has to think about it")
        APPROVAL = "approval", _("Has to approve")
        TRIP = "trip", _("On a trip")
        ILLNESS = "illness", _("Ill")
        HOLIDAY = "holiday", _("On holiday")
        CHECK = "check", _("A check is not done yet")
        OTHER = "other", _("Another reason")

    class Decision(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="blockers")
    member = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.APPROVAL)
    note = SealedTextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    until = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    noted_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["application"], name="blockers_open", condition=Q(decided_at=None)),
        ]

    def __str__(self) -> str:
        return f"blocker {self.pk}"


class Reminder(models.Model):
    """A candidate asked by themselves how it stands (MISSION H15): on their page, or as a member noted."""

    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="reminders")
    at = models.DateTimeField(default=clock.now)
    text = SealedTextField(blank=True)
    noted_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class Manners(models.Model):
    """How an opening's candidates are kept posted; what has no row is as in the defaults.

    `next_steps`: they hear what comes next when they move on (H14). `written_reasons`: reasons are given in writing
    within seven days of a written request (H20). `asks_treatment`: the answer asks how they were treated, too (H22).
    """

    opening = models.OneToOneField("hiring.Opening", models.CASCADE, related_name="+")
    next_steps = models.BooleanField(default=False)
    written_reasons = models.BooleanField(default=False)
    delay_seconds = models.IntegerField(default=7200)
    asks_treatment = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"manners of opening {self.opening_id}"
