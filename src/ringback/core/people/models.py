"""Persons, how to reach them, what they agreed to or refused, and what was done with their data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock, ids


class ZoneSource(models.TextChoices):
    """Who told a person's time zone, the surest first. Empty where that was not noted."""

    SAID = "said", _("they said so")
    BROWSER = "browser", _("from their browser")
    CITY = "city", _("from their city")


class Person(models.Model):
    """Somebody a promise is made to: one row an organisation, whichever door they came through.

    `name_key` is the name folded for searching. `merged_into` is set while this row is another one's double: it then
    holds only what could not move.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True, default="", db_default="")
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    zone_source = models.CharField(max_length=8, choices=ZoneSource.choices, blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=8, blank=True)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="doubles")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-created_at"]),
            models.Index(fields=["organisation", "name_key"], name="person_named"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonPhone(models.Model):
    """A number of a person: E.164, and as it was typed."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    e164 = models.CharField(max_length=20)
    raw = models.CharField(max_length=40)
    country = models.CharField(max_length=3)
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "e164"], name="one_person_a_phone")]

    def __str__(self) -> str:
        return f"phone {self.pk}"


class PersonEmail(models.Model):
    """An e-mail address of a person, lower case."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="emails")
    address = models.EmailField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "address"], name="one_person_an_email")]

    def __str__(self) -> str:
        return f"e-mail {self.pk}"


class Consent(models.Model):
    """What a person agreed to: the text as shown, its version, when, from which (shortened) address, on which page."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=40)
    text = models.TextField()
    version = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True)
    page = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_logged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "purpose"]),
            models.Index(
                fields=["id"],
                name="withdrawal_unlogged",
                condition=Q(withdrawn_at__isnull=False, withdrawal_logged_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Channel(models.TextChoices):
    """The ways to a person that can be closed."""

    VOICE = "voice", _("Calls")
    SMS = "sms", _("Text messages")
    MAIL = "mail", _("E-mail")


class Source(models.TextChoices):
    """Who closed a way to a person."""

    HAND = "hand", _("Put down by a member")
    LINK = "link", _("Asked for by the person")
    IMPORT = "import", _("From an imported list")
    REPLAY = "replay", _("Restored after a backup")


class NoContact(models.Model):
    """A way to somebody that is closed (do not call, opted out): kept by keyed hash, so that it survives an erasure.

    Empty `purpose`: everything on this channel; otherwise only what is optional and of this purpose. `address` is
    sealed, for members to recognise the entry, and is forgotten with the person; `digest` alone decides.
    `logged_at`: when the ledger was told that it stands, or that it was lifted.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    purpose = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    address = SealedTextField(blank=True)
    why = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    logged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="no_contact_unlogged", condition=Q(logged_at=None))]
        constraints = [
            # The digest first: it is what every query knows, and a planner without statistics takes what comes first.
            models.UniqueConstraint(
                fields=["digest", "channel", "purpose", "organisation"],
                name="closed_but_once",
                condition=Q(lifted_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"no contact {self.pk}"


class Merge(models.Model):
    """Two rows of one person made one. `moved` is ids by column, and `filled` the fields that were taken over."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    filled = models.JSONField(default=list)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"merge {self.pk}"


class Receipt(models.Model):
    """That somebody's data was handed out or erased: what, when and by whom, with a pseudonym for the person.

    `person_number` and `person_made_at` name the row in a backup, so that a restore can erase it again; `doubles` are
    those that were merged into it, each as [number, made at]. `backups_until_at`: from when on no backup of the
    installation's own holds what was erased. `kept`: what was left for now, each as [what, why, until].
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("Handed out")
        ERASURE = "erasure", _("Erased")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    number = models.CharField(max_length=32, unique=True, default=ids.public_id)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    pseudonym = models.CharField(max_length=64)
    person_number = models.BigIntegerField()
    person_made_at = models.DateTimeField()
    doubles = models.JSONField(default=list, db_default=[])
    why = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list, db_default=[])
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    logged_at = models.DateTimeField(null=True)
    backups_until_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="receipts_listed"),
            models.Index(fields=["id"], name="receipt_unlogged", condition=Q(kind="erasure", logged_at=None)),
        ]

    def __str__(self) -> str:
        return f"receipt {self.number[-8:]}"


class Destruction(models.Model):
    """That something was destroyed for good, by number and age, so that a restore can destroy it again.

    `organisation_id` is plain: the organisation may be gone with it.
    """

    what = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField()
    number = models.BigIntegerField()
    made_at = models.DateTimeField()
    at = models.DateTimeField(default=clock.now)
    logged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="destruction_unlogged", condition=Q(logged_at=None))]
        constraints = [models.UniqueConstraint(fields=["what", "number", "made_at"], name="destroyed_but_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"


class Leftover(models.Model):
    """A stored file whose row is gone: removed after the commit that says so, and tried again until it is."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=clock.now)
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"leftover {self.pk}"


class RetentionPeriod(models.Model):
    """How many days an organisation keeps one kind of data; 0 keeps it for good. No row: the kind's own default."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    days = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_period_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
