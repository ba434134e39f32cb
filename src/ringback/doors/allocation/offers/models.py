"""Offers of a place, the agreements signed for them, and the purchases that follow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Offer(models.Model):
    """A place is kept for an entry until `expires_at` (MISSION A11); one offer an entry, by the database.

    It is taken by signing: who has accepted and not signed by then is expired, too. `message` is the one by which
    somebody on the waiting list heard of it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted, not signed")
        SIGNED = "signed", _("Signed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="offers", db_index=False)
    entry = models.OneToOneField("allocation.Entry", models.CASCADE, related_name="offer")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    message = models.OneToOneField("correspondence.Message", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["campaign", "state", "expires_at"], name="offers_of_a_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("open", "accepted"), closed_at=None)
                | Q(state__in=("signed", "declined", "expired"), closed_at__isnull=False),
                name="an_offer_that_stands_is_open",
            )
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Agreement(models.Model):
    """What somebody signed on their page before the purchase (MISSION A7); one an offer.

    `text_sum` is the SHA-256 of the text they read, whose words are the campaign's of that `text_version`. `file` is
    the PDF, encrypted; `sum` and `size` are of the PDF itself, so that a changed one is known. `address`: from where,
    shortened. From `term_ends_at` on it binds no longer, and `ended_at` says when that was noted.
    """

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="agreement")
    name = SealedTextField(blank=True)
    language = models.CharField(max_length=8)
    address = models.CharField(max_length=45, blank=True)
    text_version = models.CharField(max_length=40)
    text_sum = models.CharField(max_length=64)
    file = models.FileField(upload_to="agreements/%Y/%m", max_length=200, blank=True)
    sum = models.CharField(max_length=64)
    size = models.IntegerField()
    signed_at = models.DateTimeField(default=clock.now)
    term_ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Purchase(models.Model):
    """Somebody confirmed that they buy. There is none without its agreement: the database itself says so (A7).

    `price` is what they confirmed, as it was shown with their entry.
    """

    agreement = models.OneToOneField(Agreement, models.RESTRICT, related_name="purchase")
    price = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"purchase {self.pk}"
