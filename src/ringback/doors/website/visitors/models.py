"""What is kept of visits: narrow rows that point to a few words.

A page view is named by its `key`: 63 bits made from the site and the random id the page gave it, so that what is sent
or written twice is one row. A visit has the key of its first view. Words (pages, sources, places, devices) are named by
63 bits of what they say, so that nothing needs to be looked up before it is written. There are no database constraints
on these links: a batch must not fail because a site was deleted a second ago.

For statistics: `Visit`, `PageView` and `SiteEvent` are indexed by (site, at); `insight` counts their days into tallies.
Without consent two views are not tied to each other: such a visit is its entry, and the views that follow inside the
site have no visit.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Standing(models.IntegerChoices):
    """Whether a visit is somebody's first (MISSION W11). Without consent it is not known."""

    UNKNOWN = 0, _("Unknown")
    NEW = 1, _("New")
    RETURNING = 2, _("Returning")


class Page(models.Model):
    """A page of a site: its path, without what follows a question mark."""

    id = models.BigIntegerField(primary_key=True)
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False)
    path = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.path


class Source(models.Model):
    """Where an entry came from: a class (see rules.CLASSES), a label ("google", "blog.example"), and what UTM said.

    `query` is what was searched for, where the referrer or utm_term told; `click` the name of an advertiser's click
    id ("gclid"), never its value.
    """

    id = models.BigIntegerField(primary_key=True)
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=120)
    medium = models.CharField(max_length=60)
    campaign = models.CharField(max_length=120)
    content = models.CharField(max_length=120)
    query = models.CharField(max_length=200)
    click = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.label or self.kind


class Place(models.Model):
    """A city: two letters of its country, and its name in English. Both may be empty."""

    id = models.BigIntegerField(primary_key=True)
    country = models.CharField(max_length=2)
    city = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.city or self.country


class Device(models.Model):
    """A kind of device: phone, tablet, computer or other, with browser and system, without versions."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8)
    browser = models.CharField(max_length=40)
    system = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.kind


class Visitor(models.Model):
    """A browser whose user agreed to be recognised; `id` is random, and stands in the signed token it keeps.

    `asked` is the request they agreed with: its number is the one that need not be typed again. `visit` is the newest
    one, `alerted_at` when we last told somebody that they came back.
    """

    id = models.BigIntegerField(primary_key=True)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    asked = models.ForeignKey("website.CallbackRequest", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    visit = models.BigIntegerField(null=True)
    visits = models.IntegerField(default=1)
    alerted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["site", "-seen_at"], name="visitors_of_a_site")]

    def __str__(self) -> str:
        return f"visitor {self.pk}"


class Visit(models.Model):
    """An entry into the site, or the whole visit of a visitor who agreed to be recognised.

    `network` is the address without its last part, emptied after some days.
    """

    id = models.BigIntegerField(primary_key=True)
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    visitor = models.ForeignKey(
        Visitor, models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    standing = models.SmallIntegerField(choices=Standing, default=Standing.UNKNOWN, db_default=0)
    page = models.ForeignKey(Page, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    source = models.ForeignKey(Source, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    place = models.ForeignKey(Place, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    device = models.ForeignKey(Device, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    views = models.IntegerField(default=1, db_default=1)
    network = models.CharField(max_length=43, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "at"], name="visits_of_a_site"),
            models.Index(fields=["visitor", "at"], name="visits_of_a_visitor", condition=Q(visitor__isnull=False)),
            models.Index(fields=["at"], name="visits_with_network", condition=~Q(network="")),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class PageView(models.Model):
    """One look at one page. `seconds`: how long it was in sight, where the page could say so at its end."""

    key = models.BigIntegerField(primary_key=True)
    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    page = models.ForeignKey(Page, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    visit = models.ForeignKey(
        Visit, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    seconds = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "at"], name="views_of_a_site"),
            models.Index(fields=["visit"], name="views_of_a_visit", condition=Q(visit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class SiteEvent(models.Model):
    """Something else that happened on a page: a goal reached. `label` says which, `arm` which arm of a hold-out."""

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    view = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    label = models.CharField(max_length=60, blank=True)
    arm = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["site", "at"], name="events_of_a_site")]
        constraints = [models.UniqueConstraint(fields=["view", "kind", "label"], name="one_event_a_view")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


class VisitorWishes(models.Model):
    """What a site wishes about visitors who are known: whether they are recognised, and whether somebody is alerted."""

    site = models.OneToOneField("website.Site", models.CASCADE, related_name="+")
    recognise = models.BooleanField(_("recognise those who agreed"), default=True)
    alerts = models.BooleanField(_("tell when a lead comes back"), default=True)
    most_alerts_a_day = models.IntegerField(_("most alerts a day"), default=20)

    def __str__(self) -> str:
        return f"wishes of site {self.site_id}"


class DayCount(models.Model):
    """Beacons of a day (in UTC) of which nothing else is kept: of programs ("bot"), of who wants it so ("quiet")."""

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=8)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "kind"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
