"""Polls of a site, and what visitors answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Poll(models.Model):
    """One question with choices, and one that is answered in words.

    `texts`: by language, "question" and "more" (what is asked in words; "" for nothing). `second`: the same, shown to
    half of the browsers. `choices`: "key", "texts" by language, and "gone" for those that only old answers name.
    """

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="polls")
    name = models.CharField(_("name"), max_length=60)
    active = models.BooleanField(default=True)
    texts = models.JSONField(default=dict)
    second = models.JSONField(default=dict)
    choices = models.JSONField(default=list)
    asks_contact = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class PollAnswer(models.Model):
    """What one visitor answered: nobody's, unless they left an address to be answered at.

    `choice` is a key of the poll's choices, "" where none was made. `message` is what came into the inbox with it.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="answers")
    variant = models.CharField(max_length=1, default="a")
    language = models.CharField(max_length=8, blank=True)
    choice = models.CharField(max_length=12, blank=True)
    text = SealedTextField(blank=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey("website.WrittenMessage", models.SET_NULL, null=True, related_name="+")
    page = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=80, null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["poll", "-created_at"], name="poll_newest")]
        constraints = [
            models.UniqueConstraint(fields=["poll", "key"], name="one_answer_a_key", condition=Q(key__isnull=False))
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
