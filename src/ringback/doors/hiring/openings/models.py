"""Openings, their stages, and how long candidates of a level usually wait."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock, ids, money


class Opening(models.Model):
    """A post to be filled (MISSION H1, H2). `requirements` is a list of lines; `token` names it on its public page.

    `owner` is the recruiter who answers for it. `interview_address` and `route`: where candidates come to, and how
    they get there (H30). `decide_at`: when the decision falls, as far as that is known (H2). `promotion`, `superior`:
    what can become of it, and the style of whoever leads (H25). `consent_texts`: what applicants agreed to, by version.
    `country`: where the work is, by whose law applications are kept; "" for the organisation's own.
    """

    class Level(models.TextChoices):
        SPECIALIST = "specialist", _("Specialist")
        MANAGER = "manager", _("Middle manager")
        TOP = "top", _("Top manager")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Remote(models.TextChoices):
        NO = "no", _("At the place of work")
        PARTLY = "partly", _("Partly from home")
        FULLY = "fully", _("From anywhere")

    class PayPeriod(models.TextChoices):
        HOUR = "hour", _("an hour")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=ids.public_id)
    title = models.CharField(_("title"), max_length=120)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.SPECIALIST)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    pay_from = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    pay_to = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default=money.USUAL)
    pay_period = models.CharField(max_length=8, choices=PayPeriod.choices, default=PayPeriod.MONTH)
    duties = models.TextField(blank=True)
    requirements = models.JSONField(default=list)
    benefits = models.TextField(blank=True)
    promotion = models.TextField(blank=True)
    superior = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True, default="", db_default="")
    remote = models.CharField(max_length=8, choices=Remote.choices, default=Remote.NO)
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    interview_address = models.TextField(blank=True)
    route = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    company = models.CharField(max_length=120, blank=True)
    website = models.URLField(blank=True)
    language = models.CharField(max_length=8, default="en")
    consent_text = models.TextField(blank=True)
    consent_version = models.CharField(max_length=40, blank=True)
    consent_texts = models.JSONField(default=dict)
    closing_at = models.DateTimeField(null=True)
    decide_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "-created_at"], name="openings_listed")]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_applications(self) -> bool:
        """Whether its public page is there: open, and the closing date not past."""
        return self.state == self.State.OPEN and (self.closing_at is None or self.closing_at > clock.now())


class Stage(models.Model):
    """A step on the way to a decision, in order of `position` (MISSION H13). `decider`: the member, where one is named.

    `days`: within how many days somebody in this stage should move on; null where nobody has said.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("Résumés")
        PHONE = "phone", _("Phone call")
        SHORTLIST = "shortlist", _("Shortlist")
        INVITED = "invited", _("Invited")
        INTERVIEW = "interview", _("Interview")
        TEST = "test", _("Test")
        CHECK = "check", _("Security check")
        FINAL = "final", _("Final choice")

    class Decides(models.TextChoices):
        RECRUITER = "recruiter", _("Recruiter")
        MANAGER = "manager", _("Hiring manager")
        ABOVE = "managers_manager", _("The manager's manager")
        PEERS = "peers", _("Peers")

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="stages")
    position = models.SmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NEW)
    decides = models.CharField(max_length=20, choices=Decides.choices, default=Decides.RECRUITER)
    decider = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    days = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class WaitingNorm(models.Model):
    """How many days candidates of a level usually wait for a decision, and who says so (MISSION H11, H12).

    `level` "" is the general norm; without an organisation it is the house's own, which theirs go before.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=12, choices=Opening.Level.choices, blank=True)
    from_days = models.SmallIntegerField()
    to_days = models.SmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "level"], name="one_norm_a_level", condition=Q(organisation__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["level"], name="one_own_norm_a_level", condition=Q(organisation__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level or 'any level'}: {self.from_days} to {self.to_days} days"
