"""The times one was in contact with an employer, and the seeker's own norms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.doors.jobsearch.advice import norms


class Way(models.TextChoices):
    """How."""

    CALL = "call", _("Call")
    LETTER = "letter", _("Letter by mail")
    MAIL_IN = "mail_in", _("Mail from them")
    VISIT = "visit", _("Visit")
    OTHER = "other", _("Something else")


class Heading(models.TextChoices):
    """Who got in touch with whom."""

    OUT = "out", _("I with them")
    IN = "in", _("They with me")


class Touch(models.Model):
    """One time of contact (MISSION S12). `secret` packs `TouchWords`.

    `counts`: something was sent or spoken; a letter that was not sent, or a call that reached nobody, counts nothing.
    `made_key` names what made it, so that it is noted once.
    """

    candidacy = models.ForeignKey("jobsearch.Candidacy", models.CASCADE, related_name="touches")
    contact = models.ForeignKey("jobsearch.Contact", models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    direction = models.CharField(max_length=4, choices=Heading.choices, default=Heading.OUT)
    at = models.DateTimeField(default=clock.now)
    counts = models.BooleanField(default=True)
    made_key = models.CharField(max_length=120, null=True, unique=True)
    secret = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("touches")

    def __str__(self) -> str:
        return f"touch {self.pk}"


def norm_choices() -> list[tuple[str, str]]:
    """The norms that there are."""
    return [(slug, slug) for slug in norms.house()]


class OwnNorm(models.Model):
    """A norm that the seeker has put before the house's; `slug` as in norms.toml, in its unit."""

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="+")
    slug = models.CharField(max_length=40, choices=norm_choices)
    least = models.IntegerField()
    most = models.IntegerField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "slug"], name="one_own_norm_a_slug")]

    def __str__(self) -> str:
        return f"norm {self.slug}"
