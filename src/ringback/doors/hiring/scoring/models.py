"""What candidates of an opening are asked and marked by, who marked whom, and what managers look for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class InterviewCard(models.Model):
    """What everybody is asked and marked by in an opening (MISSION H41).

    `competences` is a list of {title, hint, weight, questions}, each marked from 1 to `most`.
    """

    opening = models.OneToOneField("hiring.Opening", models.CASCADE, related_name="+")
    most = models.SmallIntegerField(default=5)
    competences = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"card of opening {self.opening_id}"


class Sheet(models.Model):
    """What one member gave a candidate, or that they looked at the others' marks without giving any (`looked`)."""

    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="sheets")
    member = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    looked = models.BooleanField(default=False)
    most = models.SmallIntegerField(default=5)
    remark = SealedTextField(blank=True)
    given_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "member"], name="one_sheet_a_member")]

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class CompetenceMark(models.Model):
    """One line of a sheet. `mark` null: that was not spoken of. `evidence`: what the candidate said or did."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="marks")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=80)
    mark = models.SmallIntegerField(null=True)
    evidence = SealedTextField(blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.title}: {self.mark}"


class Wishes(models.Model):
    """What a manager looks for in whoever joins them, so that who presents a candidate speaks of that (MISSION H41)."""

    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")
    figures = models.TextField(_("numbers"), blank=True)
    pace = models.TextField(_("pace"), blank=True)
    team = models.TextField(_("fit with the team"), blank=True)
    other = models.TextField(_("anything else"), blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"wishes of member {self.member_id}"


class BankQuestion(models.Model):
    """A question of the organisation's own, or what it made of one that ships (the same `key`); MISSION H42.

    `gone`: the organisation does not want the one that ships.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    competence = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    shows = models.TextField(blank=True)
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language", "key"], name="one_question_a_key"),
        ]

    def __str__(self) -> str:
        return self.text
