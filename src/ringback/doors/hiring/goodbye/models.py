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

    `member`, or the `name` of somebody who has no place here. `due_at`: by when they are asked to decide; `promise`
    reminds them. `reason` holds them up since `held_at` (null: since they were asked), `until` when they are expected
    back. Once they have decided, `decided_at`, `decision` ("yes", "no", or "" where the wait is over without one),
    `why` and `decided_by`, who noted it, say so. Without an application it is the `opening` that is to be approved, as
    it was then: `terms` is a digest of what was asked for.
    """

    class Reason(models.TextChoices):
        THINKING = "thinking", _("Has to think about it")
        APPROVAL = "approval", _("Has to approve")
        TRIP = "trip", _("On a trip")
        ILLNESS = "illness", _("Ill")
        HOLIDAY = "holiday", _("On holiday")
        CHECK = "check", _("A check is not done yet")
        CLIENT = "client", _("The client decides")
        OTHER = "other", _("Another reason")

    class Decision(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    application = models.ForeignKey("hiring.Application", models.CASCADE, null=True, related_name="blockers")
    opening = models.ForeignKey("hiring.Opening", models.CASCADE, null=True, related_name="approvals")
    promise = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.APPROVAL)
    note = SealedTextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    terms = models.CharField(max_length=40, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    why = SealedTextField(blank=True, db_default="")
    decided_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    noted_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["application"], name="blockers_open", condition=Q(decided_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="blocks_one_thing", condition=Q(application__isnull=False) ^ Q(opening__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"blocker {self.pk}"


class OpeningApprover(models.Model):
    """Somebody who must approve every opening of the organisation before it is opened (MISSION H9)."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"approver {self.member_id}"


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
