"""Mail that came in, what is known of the mailbox it came from, and addresses that mail came back from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.base.kit.ids import public_id


class Mailbox(models.Model):
    """How far a mailbox has been read. `name` is "user@host/folder".

    Everything up to `last_uid` under `uid_validity` has been taken in; both move in the transaction that writes a mail
    down. `failing_since_at` is the first failure since the last success, `trouble` the last in words.
    """

    name = models.CharField(max_length=400, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failing_since_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return self.name


class LeavingMail(models.Model):
    """A mail that was brought elsewhere and is yet to be taken out of the mailbox, written as it is taken in."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="leaving")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"mail {self.uid} of mailbox {self.mailbox_id}"


class MailKind(models.TextChoices):
    """What a mail is. Only letters, calendar answers, messages from a website and text messages are a person's word."""

    LETTER = "letter", _("Mail")
    CALENDAR = "calendar", _("Answer to an invitation")
    AUTOMATIC = "automatic", _("Automatic reply")
    BOUNCE = "bounce", _("Returned mail")
    WRITTEN = "written", _("Message from the website")
    TEXT = "text", _("Text message")


class Matched(models.TextChoices):
    """How we know whose a mail is, the surest first. Anybody can write somebody else's address as their own."""

    TOKEN = "token", _("Answered to the address of our message")
    REFERENCE = "reference", _("Refers to our message")
    ADDRESS = "address", _("Written to the organisation's own address")
    SENDER = "sender", _("Known by the sender's address")
    NUMBER = "number", _("Known by the sender's number")
    HAND = "hand", _("Placed by hand")
    TYPED = "typed", _("Typed on the website")
    NOBODY = "", _("Nobody knows whose it is")


class InboundMessage(models.Model):
    """A mail that came in. `message` is the one it answers or returns, `promise` that one's.

    `fingerprint` is a keyed hash of the mail as it arrived, so that nothing is taken in twice. `their_id` is the
    Message-ID that an answer of ours refers to. `notes` say what was left out, for people. `answer` is what
    we wrote back. A message from a website has `from_phone` (E.164) or `from_address`, as it was typed, and its own
    promise that somebody answers it. A text message has `from_phone`, or in `from_name` what the network called its
    sender, and no subject; `message` is the last that went to that number.
    """

    public_id = models.CharField(max_length=32, unique=True, default=public_id)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey("correspondence.Message", models.SET_NULL, null=True, related_name="answers")
    promise = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    answer = models.ForeignKey("correspondence.Message", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    matched = models.CharField(max_length=12, choices=Matched.choices, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    from_phone = models.CharField(max_length=20, blank=True, default="", db_default="")
    from_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = SealedTextField(blank=True)
    notes = models.JSONField(default=list)
    their_id = models.CharField(max_length=250, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    written_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(default=clock.now)

    seen_at = models.DateTimeField(null=True)
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("mail that came in")
        indexes = [
            models.Index(fields=["organisation", "-arrived_at"], name="inbound_newest"),
            models.Index(fields=["person", "-arrived_at"], name="inbound_person"),
            models.Index(fields=["organisation", "-id"], name="inbound_open", condition=Q(done_at=None)),
            models.Index(fields=["promise"], name="inbound_written", condition=Q(kind="written")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class InboundPart(models.Model):
    """A file that came with a mail. `content` is sealed base64, `size` its bytes before that."""

    inbound = models.ForeignKey(InboundMessage, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    content = SealedTextField()

    def __str__(self) -> str:
        return f"file {self.pk}"


class CalendarAnswer(models.Model):
    """An answer to an invitation (iTIP), as its mail had it. `stale`: a newer one of the same attendee is known.

    `method` is REPLY or COUNTER; `starts_at` and `ends_at` are what a COUNTER proposes.
    """

    inbound = models.OneToOneField(InboundMessage, models.CASCADE, related_name="calendar")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    method = models.CharField(max_length=12)
    uid = models.CharField(max_length=250)
    sequence = models.IntegerField(default=0)
    attendee = models.CharField(max_length=320, blank=True)
    partstat = models.CharField(max_length=20, blank=True)
    stamped_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    comment = SealedTextField(blank=True)
    stale = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "uid"], name="calendar_answer_uid")]

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"


class BouncedAddress(models.Model):
    """An address that mail came back from for good: nothing more is sent there until the mark is lifted."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=320)
    status = models.CharField(max_length=12, blank=True)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "address"], name="bounced_once_an_address")]

    def __str__(self) -> str:
        return f"bounced {self.pk}"
