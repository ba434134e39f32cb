"""Decisions, and the answer each candidate gets by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Decision(models.Model):
    """An opening is decided: who is `hired` (null: nobody), who steps in if they leave (MISSION H17), and the answers
    to all others, which go out at `sends_at` unless it was `cancelled_at` before.

    `merits` is what the answers say was better (H19).
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    opening = models.ForeignKey("hiring.Opening", models.CASCADE, related_name="decisions")
    hired = models.ForeignKey("hiring.Application", models.SET_NULL, null=True, related_name="+")
    runner_up = models.ForeignKey("hiring.Application", models.SET_NULL, null=True, related_name="+")
    merits = SealedTextField(blank=True)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    sends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["opening", "-decided_at"], name="decisions_of_opening")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Answer(models.Model):
    """One candidate's answer by a decision (MISSION H18). At most one stands for an application.

    `message` carries it; null: there is no way to write, and somebody calls. `given_at` as with the application.
    """

    class Kind(models.TextChoices):
        ANOTHER = "another", _("Another candidate was chosen")
        INTERNAL = "internal", _("An internal candidate was chosen")
        KEPT = "kept", _("Kept in mind for other posts")
        RUNNER_UP = "runner_up", _("The runner-up: called first if the chosen one leaves")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="answers")
    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    message = models.OneToOneField("correspondence.Message", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    given_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="one_standing_answer", condition=Q(cancelled_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
