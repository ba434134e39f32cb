"""Searches, employers and their people, and how far one has come with each. Words stand in `secret`, packed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Search(models.Model):
    """One search for work, of which a workspace has one open at a time. `secret` packs `SearchWords`.

    Done only when the contract is signed (MISSION S1, S25): `signed_at`. `closed_at`: put away, kept for years (S27).
    """

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="searches")
    opened_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_open_search", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"search {self.pk}"


class Employer(models.Model):
    """A place of work. `secret` packs `EmployerWords`."""

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="employers")
    created_at = models.DateTimeField(default=clock.now)
    secret = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"employer {self.pk}"


class Rank(models.TextChoices):
    """Who somebody is at an employer's, in the order in which one asks (MISSION S14); the secretary opens the door."""

    HR = "hr", _("H.R.")
    INTERVIEWER = "interviewer", _("Interviewer")
    MANAGER = "manager", _("Manager")
    OFFICE = "office", _("Office")
    SECRETARY = "secretary", _("Secretary")


class Contact(models.Model):
    """Somebody at an employer's; null where they are now nobody knows. `secret` packs `ContactWords` (MISSION S27).

    `left_at`: since when they are not to be reached there any more.
    """

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="contacts")
    employer = models.ForeignKey(Employer, models.SET_NULL, null=True, related_name="contacts")
    rank = models.CharField(max_length=12, choices=Rank.choices, default=Rank.HR)
    position = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactMove(models.Model):
    """A step of a contact: to another employer, up to another rank, or away (MISSION S27)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="moves")
    from_employer = models.ForeignKey(Employer, models.SET_NULL, null=True, related_name="+")
    to_employer = models.ForeignKey(Employer, models.SET_NULL, null=True, related_name="+")
    from_rank = models.CharField(max_length=12, choices=Rank.choices, blank=True)
    to_rank = models.CharField(max_length=12, choices=Rank.choices)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"move {self.pk}"


class Stage(models.TextChoices):
    """How far a candidacy has come."""

    FOUND = "found", _("Found")
    APPLIED = "applied", _("Applied")
    INVITED = "invited", _("Invited")
    INTERVIEWED = "interviewed", _("Interviewed")
    SECOND = "second", _("Second interview")
    OFFER = "offer", _("Offer")
    SIGNED = "signed", _("Contract signed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ASLEEP = "asleep", _("Put aside")


class Level(models.TextChoices):
    """Of the post: how long decisions take goes by it (MISSION H11)."""

    SPECIALIST = "specialist", _("Specialist")
    MANAGER = "manager", _("Middle manager")
    TOP = "top", _("Top manager")


class ExpectedWhy(models.TextChoices):
    """Where an expected date comes from: somebody agreed to it, or it is what is usual (MISSION S5)."""

    AGREED = "agreed", _("agreed")
    NORM = "norm", _("usual")


class Candidacy(models.Model):
    """One's way with one employer in one search (MISSION S1). `secret` packs `CandidacyWords`.

    `entered_at`: in this stage since. `expected_at`: when an answer is expected, and by whose word: `expected_why`,
    `agreed_who`. `version` rises with every move, so that of two at once one is told. `ended_at`: a yes that is
    signed, a no, or one's own withdrawal; what is put aside has not ended.
    """

    workspace = models.ForeignKey("jobsearch.Workspace", models.CASCADE, related_name="candidacies")
    search = models.ForeignKey(Search, models.CASCADE, related_name="candidacies")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="candidacies")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.FOUND)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.SPECIALIST)
    created_at = models.DateTimeField(default=clock.now)
    entered_at = models.DateTimeField(default=clock.now)
    expected_at = models.DateTimeField(null=True)
    expected_why = models.CharField(max_length=8, choices=ExpectedWhy.choices, blank=True)
    agreed_who = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    version = models.IntegerField(default=1)
    ended_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("candidacies")

    def __str__(self) -> str:
        return f"candidacy {self.pk}"


class StageChange(models.Model):
    """One step of a candidacy; the first is its being found, `from_stage` ""."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="changes")
    from_stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"change {self.pk}"
