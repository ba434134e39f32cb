"""How a campaign's answers were prepared, and the one answer of each entry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Preparation(models.Model):
    """What a campaign's answers are made from; prepared anew as often as head office likes, until they are published.

    `waiting_most`: so many are told that they wait (null: all that regions forwarded). `lot` orders equals on the
    list: drawn once, so that preparing again moves nobody. `notes` are what head office adds, by kind of answer.
    `sum`: SHA-256 over everybody's answer as it was looked at. The messages of answers up to `reached_id` are made.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        GIVING = "giving", _("Being given")
        GIVEN = "given", _("Given")

    campaign = models.OneToOneField("allocation.Campaign", models.CASCADE, related_name="preparation")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    waiting_most = models.PositiveIntegerField(null=True)
    lot = models.CharField(max_length=32)
    notes = models.JSONField(default=dict)
    sum = models.CharField(max_length=64)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    reached_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"answers of campaign {self.campaign_id}"


class Answer(models.Model):
    """What one entry is told (MISSION A10): one each, by the database. Before the publication nobody hears of it.

    `rank`: the place on the waiting list, from 1. `message` carries the answer, once published; null after that where
    there was nowhere to send it. `given_at`: when it was handed over, or a member says that they have it.
    """

    class Kind(models.TextChoices):
        PLACE = "place", _("A place")
        WAITING = "waiting", _("On the waiting list")
        NONE = "none", _("No place")

    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="+", db_index=False)
    entry = models.OneToOneField("allocation.Entry", models.CASCADE, related_name="answer")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    rank = models.PositiveIntegerField(null=True)
    message = models.OneToOneField("correspondence.Message", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["campaign", "id"], name="answers_of_a_campaign")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "rank"], name="one_a_rank", condition=Q(rank__isnull=False)),
            models.CheckConstraint(
                condition=Q(kind="waiting", rank__gte=1) | (~Q(kind="waiting") & Q(rank=None)),
                name="who_waits_has_a_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
