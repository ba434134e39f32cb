"""Messages that came in through a site; what they say lies in the inbox of the messages channel."""

from django.db import models
from django.db.models import Q

from ringback.base.kit import clock


class WrittenMessage(models.Model):
    """One message of a visitor, and the promise that somebody answers it.

    `contact` is where they want the answer: a number in E.164 or an e-mail address. `source`: "message", or "poll" when
    it came with the answers to a poll.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="messages")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    idempotency_key = models.CharField(max_length=80, null=True)
    source = models.CharField(max_length=12, default="message")
    contact = models.CharField(max_length=320)
    name = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    view = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["site", "-created_at"], name="written_newest"),
            models.Index(fields=["organisation", "contact", "-created_at"], name="written_contact"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "idempotency_key"],
                name="one_message_a_key",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
