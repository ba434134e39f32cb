"""What was written to somebody, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.base.kit.ids import public_id


class State(models.TextChoices):
    """Where a message stands. Its promise says when it is tried next, and each attempt what was answered."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DOUBT = "doubt", _("Uncertain")
    FAILED = "failed", _("Not delivered")
    BOUNCED = "bounced", _("Came back")
    WITHHELD = "withheld", _("Withheld")
    CANCELLED = "cancelled", _("Cancelled")


class Delivery(models.TextChoices):
    """What the other side reported of a message after it took it; empty while it has said nothing."""

    ON_ITS_WAY = "on_its_way", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    UNDELIVERED = "undelivered", _("Not delivered")


class Message(models.Model):
    """A mail or text message, rendered when it was ordered and kept by its promise.

    `organisation` is empty for the installation's own mail (password resets, invitations), which no desk lists.
    `message_id` is the Message-ID of every attempt, so that a replay is the same message. A `secret` body is
    deleted once it has been handed over or given up, at `wiped_at`. `trouble` is why it was not handed over yet, in
    the other side's words.
    `purpose` "service" is what the person needs; anything else is optional and carries an opt-out. `campaign` is the
    offer to many that it is part of, and `left_at` when its person left by the link that came with it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=public_id)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    campaign = models.ForeignKey(
        "correspondence.OfferCampaign", models.SET_NULL, null=True, related_name="messages", db_index=False
    )
    channel = models.CharField(max_length=12)
    kind = models.CharField(max_length=60)
    door = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=40, default="service")
    language = models.CharField(max_length=12)
    to_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = SealedTextField()
    html = SealedTextField(blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    in_reply_to = models.CharField(max_length=250, blank=True)
    secret = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    trouble = models.CharField(max_length=500, blank=True)
    provider_id = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=12, choices=Delivery.choices, blank=True, default="", db_default="")
    delivery_words = models.CharField(max_length=200, blank=True, default="", db_default="")
    delivery_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="message_newest"),
            models.Index(fields=["organisation", "state", "-created_at"], name="message_states"),
            models.Index(fields=["person", "-created_at"], name="message_person"),
            models.Index(
                fields=["organisation", "person", "sent_at"], name="message_had", condition=~Q(purpose="service")
            ),
            models.Index(fields=["campaign", "state"], name="message_campaign", condition=Q(campaign__isnull=False)),
            models.Index(fields=["campaign"], name="message_left", condition=Q(left_at__isnull=False)),
            models.Index(fields=["message_id"], name="message_replied", condition=~Q(message_id="")),
            models.Index(fields=["provider_id"], name="message_provider", condition=~Q(provider_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Part(models.Model):
    """Something that goes with a mail: an attachment, or (`method` set) the calendar part it is shown as.

    `content` is sealed base64.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    method = models.CharField(max_length=20, blank=True)
    content = SealedTextField()

    def __str__(self) -> str:
        return self.name
