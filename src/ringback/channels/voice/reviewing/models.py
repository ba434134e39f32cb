"""Scorecards of an organisation, what reviewers gave a call by one, and comments at a point of its recording."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Scorecard(models.Model):
    """What calls are scored by: `criteria` is a list of {title, hint, weight}, each marked from 1 to `most`."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    most = models.IntegerField(_("best mark"), default=5)
    criteria = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """What one reviewer gave a call. The criteria are copied: a card that changes later changes no score.

    `marks` is a list of {title, weight, mark}, mark null where a criterion did not apply; `score` is 0 to 100.
    `agent` is whose call it was.
    """

    call = models.ForeignKey("voice.Call", models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey("voice.Agent", models.SET_NULL, null=True, related_name="reviews")
    scorecard = models.ForeignKey(Scorecard, models.SET_NULL, null=True, related_name="+")
    card = models.CharField(max_length=80)
    most = models.IntegerField(default=5)
    marks = models.JSONField(default=list)
    score = models.DecimalField(max_digits=4, decimal_places=1)
    remark = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["agent", "created_at"], name="review_of_agent")]
        constraints = [models.UniqueConstraint(fields=["call", "reviewer"], name="one_review_a_reviewer")]

    def __str__(self) -> str:
        return f"{self.score} of 100"


class CallComment(models.Model):
    """What somebody said about a call; `at_seconds` is the point of its recording (null: about the whole)."""

    call = models.ForeignKey("voice.Call", models.CASCADE, related_name="comments")
    author = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at_seconds = models.FloatField(null=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at_seconds", "id"]

    def __str__(self) -> str:
        return f"comment {self.pk}"
