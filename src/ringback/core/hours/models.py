"""Calendars with their exceptions, members' time off and busy times, and when the called may be called."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Scope(models.TextChoices):
    """Whose hours a calendar holds. The more specific one wins: group, then site, then organisation."""

    ORGANISATION = "organisation", _("Organisation")
    SITE = "site", _("Site")
    GROUP = "group", _("Hunt group")
    MEMBER = "member", _("Member")


class Calendar(models.Model):
    """The weekly hours of an organisation, a site, a hunt group or a member (MISSION C3).

    `scope_id` is the row of the site, group or member, 0 for the organisation. `weekly` is a list of
    [weekday (0 is Monday), from, until] in minutes since midnight by the clock on the wall; until above 1440 reaches
    into the next day. An empty `zone` is the organisation's; an empty `holiday_country` keeps no holidays.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    scope = models.CharField(max_length=12, choices=Scope.choices)
    scope_id = models.BigIntegerField(default=0)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    weekly = models.JSONField(default=list)
    holiday_country = models.CharField(max_length=2, blank=True)
    holiday_region = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scope", "scope_id"], name="one_calendar_each"),
            models.CheckConstraint(
                name="only_the_organisation_has_no_row",
                condition=Q(scope="organisation", scope_id=0) | (~Q(scope="organisation") & Q(scope_id__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"hours of {self.scope} {self.scope_id or ''}".strip()


class SpecialDays(models.Model):
    """An exception: days on which neither the weekly hours nor holidays count, but `spans`; without any it is closed.

    Each span is [from, until] in minutes since midnight, as a week's. The days of one calendar do not overlap.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    spans = models.JSONField(default=list)
    note = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["calendar", "last_day"])]
        constraints = [
            models.CheckConstraint(name="exception_days_in_order", condition=Q(last_day__gte=F("first_day")))
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class TimeOff(models.Model):
    """When a member is away, from an instant to an instant; `whole_days` as it was said, in days of their zone."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    whole_days = models.BooleanField(default=True)
    note = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "member", "ends_at"])]
        constraints = [models.CheckConstraint(name="time_off_has_a_length", condition=Q(ends_at__gt=F("starts_at")))]

    def __str__(self) -> str:
        return f"time off {self.pk}"


class CallingWindow(models.Model):
    """When an organisation lets people be called, in their own time zone (MISSION W8); without a row the norm holds.

    `weekly` as a calendar's. `on_holidays`: the called person's public holidays are days like others.
    `source` says where the hours come from.
    """

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    weekly = models.JSONField(default=list)
    on_holidays = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"calling window of {self.organisation_id}"


class CalendarAccount(models.Model):
    """A member's calendars on a server elsewhere (CalDAV). All that lets somebody in is sealed.

    `failing_since_at` and `problem` (one of the words in `services.connecting`): how reading it goes. `locked`: the
    password is not taken any more; nothing is asked before the member has given a new one.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")
    url = SealedTextField()
    login = SealedTextField()
    password = SealedTextField()
    connected_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    failing_since_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=12, blank=True)
    locked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"calendars of member {self.member_id}"


class ConnectedCalendar(models.Model):
    """One calendar of an account. `counts`: what stands in it makes the member busy; `receives`: we write to it.

    `mark` is the server's word for its state when it was last read whole, at `read_at`.
    """

    account = models.ForeignKey(CalendarAccount, models.CASCADE, related_name="calendars")
    url = SealedTextField()
    name = SealedTextField()
    writable = models.BooleanField(default=True)
    counts = models.BooleanField(default=False)
    receives = models.BooleanField(default=False)
    mark = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(receives=True), name="one_calendar_receives")
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"


class BusyTime(models.Model):
    """A stretch of time that a member's own calendar takes: from when to when, and nothing else of it."""

    calendar = models.ForeignKey(ConnectedCalendar, models.CASCADE, related_name="busy_times")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "ends_at"], name="busy_times_of_one")]
        constraints = [models.CheckConstraint(name="busy_time_has_a_length", condition=Q(ends_at__gt=F("starts_at")))]

    def __str__(self) -> str:
        return f"busy time {self.pk}"
