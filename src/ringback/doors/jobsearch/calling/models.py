"""Calls to employers: with whom, for which promise, and what came of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Outcome(models.TextChoices):
    """`rules.Outcome`, in words."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNDECIDED = "undecided", _("Not decided yet")
    NOT_REACHED = "not_reached", _("Nobody was reached")


class SeekerCall(models.Model):
    """One call to an employer; while `outcome` is empty nobody has said what came of it, and no other begins.

    `about` is the promise it keeps, if one was due. `talked_at`: on the line since. `next_at`: when one calls again, or
    knows more. `dialled`: the newest call by the seeker's own
    line, if there is one. `secret` packs `CallWords`.
    """

    candidacy = models.ForeignKey("jobsearch.Candidacy", models.CASCADE, related_name="calls")
    contact = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    about = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(default=clock.now)
    talked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    next_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)
    dialled = models.ForeignKey("voice.Call", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidacy"], name="one_open_call_an_employer", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} {self.outcome}"


class OwnPhone(models.Model):
    """The SIP account that a seeker calls by, and the phone of theirs that rings. `secret` packs `PhoneWords`."""

    workspace = models.OneToOneField("jobsearch.Workspace", models.CASCADE, related_name="own_phone")
    changed_at = models.DateTimeField(default=clock.now)
    secret = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"phone of workspace {self.workspace_id}"
