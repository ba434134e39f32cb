"""Entries, the drafts they are written in, their files, and the lists of applicants who are known already."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock, ids


class State(models.TextChoices):
    """How an entry stands. What became of it is said by reviews, answers and offers."""

    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Entry(models.Model):
    """Somebody's application for a place in one region of a campaign. `person` is who that is, null once erased.

    `token` is of the form that was sent: the same form again is the same entry, and who has it may look and withdraw.
    `key`: blind digest of the e-mail address, so that one person stands once in a region. `answers` is JSON by the
    questions' keys, `options` the keys of what was chosen, `price` as it was shown. `score` and `score_lines` (JSON)
    are by the questions' weights; `known_why` (JSON) says from where we know them (MISSION A8). `submitted_at`: when
    it arrived, by which the region's clock decides; being first gives no advantage (A2), so no list is in this order.
    `owes_mail`: the applicant is still to be told that we have it.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="entries", db_index=False)
    region = models.ForeignKey("allocation.Region", models.RESTRICT, related_name="entries")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=ids.secret_token)
    key = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    language = models.CharField(max_length=8)
    country = models.CharField(max_length=2)
    name = SealedTextField(blank=True)
    email = SealedTextField(blank=True)
    phone = SealedTextField(blank=True)
    answers = SealedTextField(blank=True)
    options = models.JSONField(default=list)
    price = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    score_lines = SealedTextField(blank=True)
    known = models.BooleanField(default=False)
    known_why = SealedTextField(blank=True)
    submitted_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    owes_mail = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "id"], name="entries_owing", condition=Q(owes_mail=True)),
            models.Index(fields=["campaign", "state", "-score"], name="entries_by_score"),
            models.Index(fields=["campaign", "region", "state", "-score"], name="entries_of_a_region"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "region", "key"], name="one_entry_a_person", condition=Q(state="submitted")
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Repeat(models.Model):
    """A form of somebody who had applied: it counts for nothing, and `entry`, their first, stands.

    Whoever sent it sees what anybody sees who applied: that an address has applied is told to that address alone. It
    goes when the entry is emptied.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="repeats")
    token = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=8)  # of its page; the mail is in the entry's
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    owes_mail = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "id"], name="repeats_owing", condition=Q(owes_mail=True))]

    def __str__(self) -> str:
        return f"repeat {self.pk}"


class Draft(models.Model):
    """A form that is being filled in: `content` is JSON as the page sent it, `key` of its e-mail address, once given.

    It goes when it is submitted, or some time after it was last saved.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8)
    content = SealedTextField(blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "key"], name="drafts_of_an_address"),
            models.Index(fields=["organisation", "saved_at"], name="drafts_by_age"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class EntryFile(models.Model):
    """A file that answers the question of that key: encrypted before it is stored; `size` is of the original.

    It is a draft's until that is submitted.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="files")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="files")
    question = models.CharField(max_length=12)
    name = SealedTextField()
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    file = models.FileField(upload_to="entries/%Y/%m", max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=True) ^ Q(entry__isnull=True), name="file_of_a_draft_or_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"entry file {self.pk}"


class KnownApplicant(models.Model):
    """An e-mail address on a list of the organisation's: a club, earlier customers. `key` is its blind digest, `why`
    what the list says of it. Nobody's entry is better for it; reviewers see it.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    why = SealedTextField()
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="known_once"),
        ]

    def __str__(self) -> str:
        return f"known applicant {self.pk}"
