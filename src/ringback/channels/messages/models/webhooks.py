"""Where programs of an organisation hear of events, and every event that was sent there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.base.kit.ids import public_id


class WebhookEndpoint(models.Model):
    """An address that gets the events of `events`, signed with `secret`; until `old_until_at` with `old_secret` too.

    `with_personal`: names and whole numbers are in what is sent; otherwise numbers are masked and names left out.
    `failing_since_at` is the first failure since the last success. `off_why` says why nothing is sent any more:
    "gone" (it answered 410), "failing" (for days), "by_hand".
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=1000)
    events = models.JSONField(default=list)
    with_personal = models.BooleanField(default=False)
    secret = SealedTextField()
    old_secret = SealedTextField(blank=True)
    old_until_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=12, blank=True)
    failing_since_at = models.DateTimeField(null=True)
    fine_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("webhook")
        indexes = [models.Index(fields=["organisation"], name="webhook_hearing", condition=models.Q(off_at=None))]

    def __str__(self) -> str:
        return self.name


class WebhookState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")
    CANCELLED = "cancelled", _("Cancelled")


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint, kept by its promise. Every attempt sends the same `body` under `event_id`.

    `tries` are its attempts, the newest last: [{"at", "seconds", "status", "said"}]. `personal`: the body holds
    somebody's name or number.
    """

    public_id = models.CharField(max_length=32, unique=True, default=public_id)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    event_id = models.CharField(max_length=50)
    event = models.CharField(max_length=60)
    body = SealedTextField()
    state = models.CharField(max_length=12, choices=WebhookState.choices, default=WebhookState.WAITING)
    tries = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(fields=["endpoint", "-created_at"], name="webhook_newest"),
            models.Index(fields=["created_at"], name="webhook_old"),
        ]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="event_once_an_endpoint")]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
