"""Interviews, the rooms they are in, and the time that each of them takes from somebody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock, ids
from ringback.doors.hiring.interviews import rules


class Room(models.Model):
    """A room that holds one interview at a time. Those that are `gone` are offered no more."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_room_a_name")]

    def __str__(self) -> str:
        return self.name


class Interview(models.Model):
    """One interview of an application (MISSION H8, H37, H40).

    Offered, it has no time yet: the candidate chooses one until `choose_until_at`. `online_url`, `address` and `route`
    are its own; empty ones are the opening's. `sequence` rises with whatever changes in calendars, and fences pages
    that were open meanwhile. `uid` names it in calendars, `token` signs the candidate's links. `reason` is one of
    NoShow, `why` what was said when it was called off or declined. `booked_at`: they had agreed since.
    `texted`: they were invited by text message, too. `rain_mm`: what is forecast for its day; null: nobody has asked,
    or nobody knows.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Times offered")
        BOOKED = "booked", _("Booked")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined by the candidate")
        CANCELLED = "cancelled", _("Called off")
        HELD = "held", _("Came")
        LATE = "late", _("Came late")
        NO_SHOW = "no_show", _("Did not come")

    class NoShow(models.TextChoices):
        FORGOTTEN = "forgotten", _("Notice not received, or forgotten")
        CALL = "call", _("Unprofessional call")
        UNCLEAR = "unclear", _("Unclear duties or pay")
        BETTER = "better", _("Found something better, or looked us up too late")
        TRAFFIC = "traffic", _("Weather or traffic")
        OWN = "own", _("Own reasons: overslept, hired elsewhere")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    application = models.ForeignKey("hiring.Application", models.CASCADE, related_name="interviews")
    stage = models.ForeignKey("hiring.Stage", models.SET_NULL, null=True, related_name="+")
    interviewers = models.ManyToManyField("accounts.Member", related_name="+")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    starts_at = models.DateTimeField(null=True)
    minutes = models.SmallIntegerField(default=rules.USUAL_MINUTES)
    choose_until_at = models.DateTimeField(null=True)
    online_url = models.URLField(max_length=500, blank=True)
    address = models.TextField(blank=True)
    route = models.TextField(blank=True)
    sequence = models.IntegerField(default=0)
    rain_mm = models.FloatField(null=True)
    texted = models.BooleanField(default=False, db_default=False)
    uid = models.CharField(max_length=80, unique=True, default=ids.secret_token)
    token = models.CharField(max_length=40, default=ids.secret_token)
    reason = models.CharField(max_length=12, choices=NoShow.choices, blank=True)
    why = SealedTextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    booked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="interviews_of_a_day"),
            models.Index(fields=["application", "state"], name="interviews_of_one"),
        ]
        constraints = [
            models.CheckConstraint(
                name="booked_means_timed",
                condition=Q(starts_at__isnull=False) | Q(state__in=["offered", "declined", "cancelled"]),
            )
        ]

    def __str__(self) -> str:
        return f"interview {self.pk} {self.state}"


class CalendarFeed(models.Model):
    """A member's own interviews for calendars that only read: whoever knows the `token` may read them."""

    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=ids.secret_token)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"calendar of member {self.member_id}"


class Taken(models.Model):
    """Five minutes of somebody's time, or a room's: nobody has the same five minutes twice (MISSION H8).

    `whose` is "member 5", "room 3" or "person 9"; `cell` counts five minutes since 1970.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="taken")
    whose = models.CharField(max_length=28)
    cell = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whose", "cell"], name="nobody_twice_at_once")]

    def __str__(self) -> str:
        return f"{self.whose} at {self.cell}"
