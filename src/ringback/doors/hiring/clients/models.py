"""Clients for whom openings are filled, which opening is whose, and what they promised to decide by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Client(models.Model):
    """Whom an opening is filled for (MISSION H43). `phone` is E.164; `language`: in which they are written to.

    `gone_at`: they are offered no more; their contact is emptied a while later.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    company = models.CharField(_("company"), max_length=120)
    contact_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "company"], name="one_client_a_company")]

    def __str__(self) -> str:
        return self.company


class OpeningClient(models.Model):
    """Whose an opening is."""

    opening = models.OneToOneField("hiring.Opening", models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="openings")

    def __str__(self) -> str:
        return f"opening {self.opening_id} of client {self.client_id}"


class ClientDecision(models.Model):
    """What a client promised to decide about a candidate, by when, and when they did.

    `blocker` is what the candidate's answer waits for meanwhile; its promise is the client's. `first_due_at` never
    changes: by it they are on time. `chase` is the promise to ask them again, `chased` how often they were asked.
    `closed_at`: it is over; without `answered_at` nobody needed it any more.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="decisions")
    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="client_decisions")
    blocker = models.OneToOneField("hiring.Blocker", models.CASCADE, related_name="client_decision")
    chase = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    chased = models.SmallIntegerField(default=0)
    chased_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client", "closed_at"], name="decisions_of_a_client")]

    def __str__(self) -> str:
        return f"decision {self.pk} of client {self.client_id}"
