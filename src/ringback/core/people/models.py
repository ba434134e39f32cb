"""Persons, how to reach them, and what they agreed to."""

from django.db import models

from ringback.base.kit import clock


class Person(models.Model):
    """Somebody a promise is made to: one row an organisation, whichever door they came through."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"])]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonPhone(models.Model):
    """A number of a person: E.164, and as it was typed."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
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

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
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
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    text = models.TextField()
    version = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True)
    page = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
