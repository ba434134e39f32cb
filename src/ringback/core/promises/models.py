"""The promise and its attempts: learn these two tables and you know the product."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Direction(models.TextChoices):
    """Who contacts whom (MISSION H4)."""

    WE_CONTACT = "we_contact", _("We contact them")
    THEY_CONTACT = "they_contact", _("They contact us")


class State(models.TextChoices):
    """Where a promise stands in its one life (MISSION C1). *Due* is not stored: the clock says it."""

    PENDING = "pending", _("Pending")
    KEEPING = "keeping", _("Being kept")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


OPEN_STATES = (State.PENDING, State.KEEPING)

# On these the house talks to itself, its members or machines: no lists and figures of promises to people have them.
INWARD_CHANNELS = ("house", "notice", "push", "webhook")

# Nobody waits for what comes through these: no list of what to do and no figure of what was kept has them.
UNASKED_DOORS = ("offers",)


class Promise(models.Model):
    """Who answers whom, by when, on which channel, who steps in if they cannot.

    `first_due_at` never changes; `due_at` moves with every retry. Kept by `deadline_at` is kept on time: the first
    due time plus grace, unless the one who waits moved it. `missed_at` is set once it passes while the row is open.
    `wake_at` is when the keeper next has something to do with the row (null: nothing until somebody acts).
    `generation` fences stale work: rescheduling or cancelling raises it, and who holds an older one stops.
    `lease` is the epoch of the process that is keeping it, empty while a channel has it or nobody does.
    `untold` is set when an outcome changed the row and its door has not yet been told.
    `subject_id` is the row of the `door`'s own table that this `kind` of promise is about; `content` is what its
    handler needs to say beside it, as plain JSON values. `made_key` makes making it twice one promise.
    `at_most_once`: what a crash leaves in doubt is asked of a person; otherwise it is simply done again.
    `lead` hears of it when it is long overdue (null: the organisation's leads). `group_id` is the hunt group that has
    it, `calendar_id` the calendar whose hours bind: plain numbers, so that this table's size burdens neither.
    `step` is how far its policy's hand-overs have gone. Alarms up to `minded_at` have been given.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    door = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="promises")
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="promises", db_index=False)
    lead = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+", db_index=False)
    group_id = models.BigIntegerField(null=True)
    calendar_id = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=12, choices=Direction.choices, default=Direction.WE_CONTACT)
    channel = models.CharField(max_length=12)
    automatic = models.BooleanField(default=True)
    at_most_once = models.BooleanField(default=True, db_default=True)
    content = models.JSONField(default=dict, db_default={})
    made_key = models.CharField(max_length=120, null=True)
    policy = models.JSONField(default=dict)

    not_before_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    grace_seconds = models.IntegerField(default=0)
    deadline_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    minded_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    generation = models.IntegerField(default=1)
    step = models.IntegerField(default=0)
    attempts_made = models.IntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    untold = models.BooleanField(default=False)
    missed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["wake_at", "id"], name="promise_wakes", condition=Q(state="pending")),
            models.Index(fields=["kind", "wake_at", "id"], name="promise_kind_wakes", condition=Q(state="pending")),
            models.Index(fields=["wake_at"], name="promise_minded", condition=Q(state="keeping")),
            models.Index(fields=["lease"], name="promise_leased", condition=~Q(lease="")),
            models.Index(fields=["id"], name="promise_untold", condition=Q(untold=True)),
            models.Index(fields=["organisation", "due_at"], name="promise_open", condition=Q(closed_at=None)),
            models.Index(fields=["organisation", "closed_at"], name="promise_closed"),
            models.Index(
                fields=["organisation", "closed_at"],
                name="promise_given_up",
                condition=Q(state__in=["broken", "expired"]),
            ),
            models.Index(fields=["owner"], name="promise_owned", condition=Q(owner__isnull=False)),
            models.Index(fields=["door", "kind", "subject_id"], name="promise_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="closed_means_final",
                condition=Q(state__in=["pending", "keeping"], closed_at=None)
                | Q(state__in=["kept", "broken", "cancelled", "expired"], closed_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["organisation", "made_key"], name="made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"


class Attempt(models.Model):
    """One try at keeping a promise, committed before its effect. No outcome yet: it may be under way.

    `key` is the same only on a replay after a crash: promise-{id}-{generation}-{step}-{number}. `evidence` is a call, a
    message, or a person's word with their name.
    """

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="attempts", db_index=False)
    key = models.CharField(max_length=80)
    generation = models.IntegerField()
    step = models.IntegerField()
    number = models.IntegerField()
    epoch = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    evidence = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["promise", "number"])]
        constraints = [models.UniqueConstraint(fields=["key"], name="one_attempt_a_key")]

    def __str__(self) -> str:
        return self.key


class StoredPolicy(models.Model):
    """An organisation's own policy for one kind of promise; `kind` null: for all of the door's that have none."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    door = models.CharField(max_length=20)
    kind = models.CharField(max_length=40, null=True)
    policy = models.JSONField()
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "door", "kind"], name="one_policy_a_kind"),
            models.UniqueConstraint(
                fields=["organisation", "door"], name="one_policy_a_door", condition=Q(kind__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.kind or self.door


class Link(models.Model):
    """Two promises of two organisations that are the same one seen from both ends, by the consent of both.

    `code` is what the first side gives the second one, and `code_hash` how it is found; both are gone once it was
    used, and it is good until `offered_until_at`. Neither side reads the other's rows: what crosses is written down in
    each one's own `Side`.
    """

    code = SealedTextField(blank=True)
    code_hash = models.CharField(max_length=56, null=True, unique=True)
    offered_at = models.DateTimeField(default=clock.now)
    offered_until_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at"], name="links_ended", condition=Q(ended_at__isnull=False))]

    def __str__(self) -> str:
        return f"link {self.pk}"


class Side(models.Model):
    """One organisation's end of a link: which of its promises, who agreed and when, and what it knows of the far end.

    That is `far_due_at` and `far_state` and nothing else; both are empty without a link in force. `untold` is set when
    they changed and this side's door has not yet been told. `withdrew_at`: this side took its consent back.
    """

    link = models.ForeignKey(Link, models.CASCADE, related_name="sides")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="sides")
    agreed_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    withdrew_at = models.DateTimeField(null=True)
    far_due_at = models.DateTimeField(null=True)
    far_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    untold = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="side_untold", condition=Q(untold=True))]
        constraints = [models.UniqueConstraint(fields=["link", "organisation"], name="one_side_an_organisation")]

    def __str__(self) -> str:
        return f"side {self.pk} of link {self.link_id}"
