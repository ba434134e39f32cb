"""Offers made to many: what is written, to whom, how fast, and how far that has got (MISSION W23)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.base.kit.ids import public_id

TITLE_CHARACTERS = 60


class CampaignState(models.TextChoices):
    """Where an offer stands. It is *sent* once everything is made and nothing waits, which is not stored."""

    DRAFT = "draft", _("Draft")
    MAKING = "making", _("Being prepared")
    SENDING = "sending", _("Being sent")
    STOPPING = "stopping", _("Being stopped")
    STOPPED = "stopped", _("Stopped")


class OfferCampaign(models.Model):
    """One offer to everybody who agreed to offers and is among whom its `audience` names, a promise a person.

    `way`: the channels it goes by, "mail", "sms", or "either", which is by mail where that can be and else by sms.
    `language` is what is sent to those whose own has no text. `framed`: the texts stand within the organisation's
    text for offers (greeting, farewell); otherwise they are all that is sent. `audience` is a `Wanted` as JSON.
    `rate_hour` 0: as fast as they are taken. Promises are made in order of the persons' ids: everybody up to
    `reached_id` was looked at, `made` of them got one, and `left_out` counts the others by reason. Both move in
    the transaction that makes the promises, under a lock of this row. `expected` is how many it was to be.
    """

    public_id = models.CharField(max_length=32, unique=True, default=public_id)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    way = models.CharField(max_length=8, default="mail", db_default="mail")
    framed = models.BooleanField(default=True)
    audience = models.JSONField(default=dict)
    starts_at = models.DateTimeField(null=True)
    rate_hour = models.IntegerField(default=0)

    state = models.CharField(max_length=12, choices=CampaignState.choices, default=CampaignState.DRAFT)
    expected = models.IntegerField(default=0)
    reached_id = models.BigIntegerField(default=0)
    made = models.IntegerField(default=0)
    left_out = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("offer to many")
        indexes = [models.Index(fields=["organisation", "-id"], name="offers_newest")]

    def __str__(self) -> str:
        return f"offer {self.public_id}"


class OfferText(models.Model):
    """What an offer says in one language. `subject`, `body` and `sms` may name the fields that offers have.

    `sms` is what it says as a text message; `subject` and `body` are empty where it goes by text message alone.
    """

    campaign = models.ForeignKey(OfferCampaign, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    sms = models.TextField(blank=True, default="", db_default="")
    link = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "language"], name="one_offer_text_a_language")]

    def __str__(self) -> str:
        return f"{self.language} of offer {self.campaign_id}"

    @property
    def title(self) -> str:
        """What it is known by on the desk: its subject, or how its text message begins."""
        return self.subject or " ".join(self.sms.split())[:TITLE_CHARACTERS]
