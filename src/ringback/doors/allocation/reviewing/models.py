"""What reviewers think of entries, what regions forward, and the places that are given."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.doors.allocation.reviewing.rules.standing import Leaning, Verdict

# As the rules have them, in words.
LEANINGS = [(Leaning.YES.value, _("Yes")), (Leaning.NO.value, _("No")), (Leaning.UNSURE.value, _("Unsure"))]
VERDICTS = [
    (Verdict.YES.value, _("Yes")),
    (Verdict.NO.value, _("No")),
    (Verdict.UNSURE.value, _("Unsure")),
    (Verdict.SPLIT.value, _("Divided")),
]


class Review(models.Model):
    """What the opinions of an entry come to, for lists; there is none before anybody looked (MISSION A9)."""

    entry = models.OneToOneField("allocation.Entry", models.CASCADE, related_name="review")
    verdict = models.CharField(max_length=8, choices=VERDICTS)
    looks = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["verdict", "entry"], name="reviews_by_verdict")]

    def __str__(self) -> str:
        return f"review of entry {self.entry_id}"


class Opinion(models.Model):
    """What one member thinks of an entry, and why; one each, changed by giving it again."""

    entry = models.ForeignKey("allocation.Entry", models.CASCADE, related_name="opinions")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    leaning = models.CharField(max_length=8, choices=LEANINGS)
    note = SealedTextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="one_opinion_a_member")]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class Assignment(models.Model):
    """Who is to look at an entry; `second`: whoever gives a second opinion, without seeing the first before."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First look")
        SECOND = "second", _("Second opinion")

    entry = models.ForeignKey("allocation.Entry", models.CASCADE, related_name="assignments")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FIRST)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="assigned_once_to_a_member")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class Recusal(models.Model):
    """A member has an interest in an entry and steps aside: it is out of their reach (MISSION A12)."""

    entry = models.ForeignKey("allocation.Entry", models.CASCADE, related_name="recusals")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    why = SealedTextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="steps_aside_once")]

    def __str__(self) -> str:
        return f"recusal {self.pk}"


class RegionChoice(models.Model):
    """A region forwards an entry: head office sees only these (MISSION A5)."""

    entry = models.OneToOneField("allocation.Entry", models.CASCADE, related_name="region_choice")
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"choice of entry {self.entry_id}"


class Place(models.Model):
    """One of the campaign's places, given to an entry (MISSION A2): number 501 `of` 500 is none.

    The database itself refuses one too many: a number is given once, and none is above `of`.
    """

    campaign = models.ForeignKey("allocation.Campaign", models.CASCADE, related_name="given_places")
    number = models.IntegerField()
    of = models.IntegerField()
    entry = models.OneToOneField("allocation.Entry", models.CASCADE, related_name="place")
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="a_place_is_given_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("of")), name="no_more_places_than_there_are"
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.number} of {self.of}"
