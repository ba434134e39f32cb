"""Calls to candidates: what they were to be, what came of them, what was asked; and how an opening is phoned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class WayChoice(models.TextChoices):
    """`rules.Way`, in words."""

    NOTIFICATION = "notification", _("Notification: 30 seconds")
    INVITATION = "invitation", _("Invitation: two minutes")


class CandidateCall(models.Model):
    """One call to a candidate; while `outcome` is empty nobody has said yet what came of it, and no other begins.

    `about` is the promise it keeps, if one was due; `dialled` the one by which our phones ring, none where the
    recruiter uses another phone. `talked_at`: on the line since. `number` and `email` are as they were then: a number
    that was wrong, an address that was confirmed letter by letter at `email_confirmed_at` (MISSION H34).
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Reached: wants to come")
        REACHED = "reached", _("Reached: nothing agreed")
        NO_ANSWER = "no_answer", _("No answer")
        LATER = "later", _("Call later")
        NOT_INTERESTED = "not_interested", _("Not interested")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    class Interest(models.IntegerChoices):
        NONE = 1, _("Does not care")
        DOUBTFUL = 2, _("Doubtful")
        FAIR = 3, _("Interested")
        STRONG = 4, _("Wants it")

    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="calls")
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    about = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    dialled = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=12, choices=WayChoice.choices)
    number = SealedTextField(blank=True)
    began_at = models.DateTimeField(default=clock.now)
    talked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    interest = models.SmallIntegerField(choices=Interest.choices, null=True)
    note = SealedTextField(blank=True)
    email = SealedTextField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], name="one_open_call_each", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} {self.outcome}"


class Asked(models.Model):
    """A question of a call: ours, with what they answered, or theirs (at most three, MISSION H31)."""

    call = models.ForeignKey(CandidateCall, models.CASCADE, related_name="asked")
    theirs = models.BooleanField(default=False)
    question = SealedTextField()
    answer = SealedTextField(blank=True)

    def __str__(self) -> str:
        return f"question {self.pk}"


class CallPlan(models.Model):
    """How an opening's candidates are called; without a row the level and the number of résumés decide (H28).

    `questions` are ours, a line each; after a bar the words that answer it in a résumé.
    """

    opening = models.OneToOneField("hiring.Opening", models.CASCADE, related_name="+")
    way = models.CharField(max_length=12, choices=WayChoice.choices, blank=True)
    questions = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"calls for opening {self.opening_id}"
