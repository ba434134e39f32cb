"""The seeker's own mailbox, letters to employers, and mails from them. Words stand in `secret`, packed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class OwnMailbox(models.Model):
    """The mail server that a seeker's letters go out by. `secret` packs `MailboxWords`, its password too.

    `tried_at`: when it last let us in.
    """

    workspace = models.OneToOneField("jobsearch.Workspace", models.CASCADE, related_name="own_mailbox")
    changed_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("own mailboxes")

    def __str__(self) -> str:
        return f"mailbox of workspace {self.workspace_id}"


class Letter(models.Model):
    """A letter to an employer (MISSION S4, S7-S9, S30). `secret` packs `LetterWords`.

    Only what was sent counts: `sent_at`, `by_hand` where the seeker sent it elsewhere and said so. `promise` sends it,
    at most once; where a crash leaves open whether it went out, it stands in doubt until the seeker says so.
    `checks_arrival`: once sent, a call asks whether it arrived; `answer_days`: a call follows if no answer comes.
    `version` rises with every change, so that of two at once one is told.
    """

    class Kind(models.TextChoices):
        THANK = "thank", _("Thanks for the interview")
        STATUS = "status", _("How do things stand?")
        SLOT = "slot", _("A time to talk")
        MEETING = "meeting", _("A meeting instead of a call")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent")
        DOUBT = "doubt", _("Nobody knows whether it went out")
        FAILED = "failed", _("Not sent")

    class Language(models.TextChoices):
        EN = "en", "English"
        DE = "de", "Deutsch"
        RU = "ru", "Русский"
        ES = "es", "Español"
        ZH = "zh", "中文"
        AR = "ar", "العربية"

    candidacy = models.ForeignKey("jobsearch.Candidacy", models.CASCADE, related_name="letters")
    contact = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    promise = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=8, choices=Language.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    important = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    checks_arrival = models.BooleanField(default=False)
    answer_days = models.SmallIntegerField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    secret = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"letter {self.pk}"


class EmployerMail(models.Model):
    """A mail that an employer wrote, forwarded here. `secret` packs `MailWords`; no candidacy: nobody knows whose.

    `automatic`: a machine wrote it, which is nobody's word. `made_key` is a keyed hash of the mail as it arrived, so
    that nothing is taken in twice.
    """

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="mails")
    candidacy = models.ForeignKey("jobsearch.Candidacy", models.SET_NULL, null=True, related_name="mails")
    contact = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    automatic = models.BooleanField(default=False)
    made_key = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(default=clock.now)
    secret = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "made_key"], name="one_mail_a_key")]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class MailFile(models.Model):
    """A file that came with an employer's mail. `secret` packs `FileWords`; `content` is sealed, `size` its own."""

    mail = models.ForeignKey(EmployerMail, models.CASCADE, related_name="kept_files")
    size = models.IntegerField()
    secret = models.TextField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file {self.pk} of mail {self.mail_id}"
