"""The chain of deeds, and what can be taken from it without breaking it."""

from django.db import models

from ringback.base.database.sealed import SealedTextField


class Head(models.Model):
    """Where a campaign's chain ends. Its row is locked by whoever writes the next deed.

    `seal` is a keyed hash of `number` and `hash`: who can write to the database, and has no key, cannot make a new end.
    """

    campaign = models.OneToOneField("allocation.Campaign", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"record of campaign {self.campaign_id}, {self.number} deeds"


class Deed(models.Model):
    """What somebody did, when (MISSION A12). `who` and `entry` are pseudonyms, `commitment` hides the rest.

    `hash` covers all the other columns and `previous`, the hash before it: see `rules`.
    """

    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    entry = models.CharField(max_length=20, blank=True)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="one_deed_a_number")]
        indexes = [models.Index(fields=["campaign", "entry"], name="deeds_of_an_entry")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class Salt(models.Model):
    """What opens a deed's commitment: a salt, and the facts as JSON. Deleted when a person is erased."""

    deed = models.OneToOneField(Deed, models.CASCADE, related_name="salt")
    salt = models.CharField(max_length=32)
    facts = SealedTextField()

    def __str__(self) -> str:
        return f"salt of deed {self.deed_id}"


class Alias(models.Model):
    """Who stands behind a pseudonym of a campaign: random, so that without this row nothing leads back."""

    class Kind(models.TextChoices):
        MEMBER = "member"
        ENTRY = "entry"

    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    pseudonym = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "subject_id"], name="one_alias_a_subject"),
            models.UniqueConstraint(fields=["campaign", "pseudonym"], name="one_subject_an_alias"),
        ]

    def __str__(self) -> str:
        return self.pseudonym
