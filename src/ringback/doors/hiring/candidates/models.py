"""Applications, how they moved, and the documents that came with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock, ids


class State(models.TextChoices):
    """How an application stands."""

    ACTIVE = "active", _("Active")
    RESERVE = "reserve", _("In reserve")
    HIRED = "hired", _("Hired")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Application(models.Model):
    """Somebody's wish for a post. `name`, `email` and `phone` are as they were given with it, `person` who that is.

    Nobody leaves without an answer (MISSION H6): `answered_at` is null while one is owed. `version` rises with every
    move, so that of two at once one is told. `entered_at`: in this stage since. `owner`: who looks after this one;
    null: the opening's. `token` opens the candidate's own pages. `key`: of the form that was sent, so that it counts
    once. `keep_asked_at`: asked whether they may be kept for other posts. `wanted_pay` is in the opening's currency and
    period.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    opening = models.ForeignKey("hiring.Opening", models.CASCADE, related_name="applications")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    stage = models.ForeignKey("hiring.Stage", models.RESTRICT, related_name="applications")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    token = models.CharField(max_length=40, unique=True, default=ids.secret_token)
    key = models.CharField(max_length=80, null=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=60, blank=True)
    wanted_pay = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    city = models.CharField(max_length=110, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    message = SealedTextField(blank=True)
    resume_text = SealedTextField(blank=True)
    merits = SealedTextField(blank=True)
    reserve_reason = SealedTextField(blank=True)
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(default=clock.now)
    entered_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    keep_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["opening", "stage", "-applied_at"], name="applications_of_a_stage"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["opening", "person"], name="one_application_a_person"),
            models.UniqueConstraint(
                fields=["opening", "key"], name="one_application_a_form", condition=Q(key__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class StageMove(models.Model):
    """One step of an application: into a stage, or into another state. The first is its coming in (MISSION H1)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="moves")
    from_stage = models.ForeignKey("hiring.Stage", models.SET_NULL, null=True, related_name="+")
    to_stage = models.ForeignKey("hiring.Stage", models.SET_NULL, null=True, related_name="+")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    why = SealedTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["to_stage", "application"], name="moves_into_a_stage")]

    def __str__(self) -> str:
        return f"move {self.pk}"


class Document(models.Model):
    """A file that came with an application: its content is encrypted before it is stored; `size` is of the original."""

    class Kind(models.TextChoices):
        RESUME = "resume", _("Résumé")
        LETTER = "letter", _("Letter")
        OTHER = "other", _("Other")

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.RESUME)
    name = SealedTextField()
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    file = models.FileField(upload_to="documents/%Y/%m", max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"document {self.pk}"
