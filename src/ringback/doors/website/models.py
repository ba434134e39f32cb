"""Sites and the callback requests that come through them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Site(models.Model):
    """A customer's web site: its key, whose pages may ask, whom we call, what the widget says.

    `consent_texts` holds the texts of the last versions by version, since a page may have been open for a while.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    origins = models.JSONField(_("origins"), default=list)
    group = models.ForeignKey("voice.HuntGroup", models.SET_NULL, null=True, related_name="+")
    country = models.CharField(_("country"), max_length=2, default="DE")
    countries = models.JSONField(_("countries called"), default=list)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    language = models.CharField(_("language"), max_length=8, default="en")
    appearance = models.JSONField(default=dict)
    consent_text = models.TextField(_("consent text"), blank=True)
    consent_version = models.CharField(max_length=40, blank=True)
    consent_texts = models.JSONField(default=dict)
    privacy_url = models.URLField(_("privacy page"), blank=True)
    proof_of_work = models.BooleanField(_("proof of work"), default=False)
    most_per_address_hour = models.IntegerField(_("requests an hour from one address"), default=10)
    most_per_number_day = models.IntegerField(_("requests a day for one number"), default=5)
    most_per_site_hour = models.IntegerField(_("requests an hour on this site"), default=300)
    paused = models.BooleanField(_("paused"), default=False)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class CallbackRequest(models.Model):
    """One visitor's wish to be called. `open_phone` is the number while the request is open: one a site and number."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, related_name="requests")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    idempotency_key = models.CharField(max_length=80, null=True)
    phone = models.CharField(max_length=20)
    open_phone = models.CharField(max_length=20, null=True)
    name = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "-created_at"]),
            models.Index(fields=["organisation", "phone", "-created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "open_phone"], name="one_open_request_a_number"),
            models.UniqueConstraint(
                fields=["site", "idempotency_key"],
                name="one_request_a_key",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class UsedChallenge(models.Model):
    """A proof of work that has been spent, kept until it would have expired anyway."""

    signature = models.CharField(max_length=128, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.signature[:8]
