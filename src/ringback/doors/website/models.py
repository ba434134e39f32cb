"""Sites and the callback requests that come through them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class Site(models.Model):
    """A customer's web site: its key, whose pages may ask, whom we call, what the widget says.

    `consent_texts` holds the texts of the last versions by version, since a page may have been open for a while.
    `faces`: "floating" (bool), "opener" (a CSS selector), "data_layer" (bool).
    `languages`: by two letters, what the site says in a language beside its own: "title", "text", "button", "consent".
    `variants`: by two letters, the second variant of "title", "text" and "button".
    `writing`: "active" (bool, true where it is not said), "email" to show, "answer_hours" (int), "offers" (bool: are
    visitors asked whether news may be sent later), "message_text" and "offers_text" (what they agree to, own language),
    "offers_sms" (bool: its own words name text messages, too).
    `held_out_percent` of its visitors never see the widget (MISSION W16); after a dismissed prompt none comes for
    `quiet_days` (W22). `slots`: what is said of times to choose, as slots.rules.Terms names it (W6, W7).
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    origins = models.JSONField(_("origins"), default=list)
    group = models.ForeignKey("voice.HuntGroup", models.SET_NULL, null=True, related_name="+")
    country = models.CharField(_("country"), max_length=2, default="DE")
    countries = models.JSONField(_("countries called"), default=list)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    language = models.CharField(_("language"), max_length=8, default="en")
    appearance = models.JSONField(default=dict)
    consent_text = models.TextField(_("consent text"), blank=True)
    consent_version = models.CharField(max_length=40, blank=True)
    consent_texts = models.JSONField(default=dict)
    privacy_url = models.URLField(_("privacy page"), blank=True)
    proof_of_work = models.BooleanField(_("proof of work"), default=False)
    most_per_address_hour = models.IntegerField(_("requests an hour from one address"), default=10)
    most_per_number_day = models.IntegerField(_("requests a day for one number"), default=5)
    most_per_site_hour = models.IntegerField(_("requests an hour on this site"), default=300)
    paused = models.BooleanField(_("paused"), default=False)
    logo = models.FileField(upload_to="logos", blank=True, default="", db_default="")
    faces = models.JSONField(default=dict, db_default={})
    languages = models.JSONField(default=dict, db_default={})
    variants = models.JSONField(default=dict, db_default={})
    held_out_percent = models.SmallIntegerField(_("share that never sees the widget"), default=0, db_default=0)
    quiet_days = models.SmallIntegerField(_("days of quiet after a dismissed prompt"), default=7, db_default=7)
    slots = models.JSONField(default=dict, db_default={})
    writing = models.JSONField(default=dict, db_default={})
    skills = models.CharField(_("skills asked for"), max_length=200, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A group of managers that a site's visitors can be put through to (MISSION W25), under a name for the public.

    `names`: by two letters, where it is called otherwise. `pages`: patterns of the pages that decide for it.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="departments")
    key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(default=dict)
    group = models.ForeignKey("voice.HuntGroup", models.SET_NULL, null=True, related_name="+")
    pages = models.JSONField(default=list)
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_department_a_key")]

    def __str__(self) -> str:
        return self.name


class PromptRule(models.Model):
    """When a site prompts unasked: all that it asks for must be so. See triggers.Rule for what the members mean.

    `poll`: what is asked then, in place of offering a call. `texts`, `second`: by language, the "title" and "text" of
    the dialog that this rule opens, and what the second half of the visitors read; else the site's own.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="rules")
    name = models.CharField(_("name"), max_length=60)
    position = models.SmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    seconds = models.IntegerField(default=0)
    scroll = models.SmallIntegerField(default=0)
    on_exit = models.BooleanField(default=False)
    pages = models.JSONField(default=list)
    not_pages = models.JSONField(default=list)
    utm = models.JSONField(default=list)
    visitor = models.CharField(max_length=12, blank=True)
    device = models.CharField(max_length=8, blank=True)
    poll = models.ForeignKey("website.Poll", models.SET_NULL, null=True, related_name="rules")
    texts = models.JSONField(default=dict, db_default={})
    second = models.JSONField(default=dict, db_default={})

    def __str__(self) -> str:
        return self.name


class CallbackRequest(models.Model):
    """One visitor's wish to be called. `open_phone` is the number while the request is open: one a site and number.

    `department`: the key of the one that was asked for, if any. `wished_at`: the time they chose; null: now.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="requests", db_index=False)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=40)
    idempotency_key = models.CharField(max_length=80, null=True)
    phone = models.CharField(max_length=20)
    open_phone = models.CharField(max_length=20, null=True)
    name = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    department = models.CharField(max_length=40, blank=True, default="", db_default="")
    address_hash = models.CharField(max_length=64, blank=True)
    # The key of the page view they asked from (visitors.PageView), and the city of their address, where known.
    view = models.BigIntegerField(null=True)
    city = models.CharField(max_length=110, blank=True, default="", db_default="")
    wished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=24, blank=True)
    # They talk from the page they are on: their phone, if they left its number, is not rung.
    in_browser = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["site", "-created_at"]),
            models.Index(fields=["organisation", "phone", "-created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="one_request_a_token"),
            models.UniqueConstraint(fields=["site", "open_phone"], name="one_open_request_a_number"),
            models.UniqueConstraint(
                fields=["site", "idempotency_key"],
                name="one_request_a_key",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def waits_from(self) -> datetime:
        """From when on they wait: the time they chose, otherwise when they asked (MISSION W20)."""
        return self.wished_at or self.created_at


class Came(models.IntegerChoices):
    """What came of a request when its day was last counted."""

    WAITS = 0
    ANSWERED = 1
    MISSED = 2


class RequestOrigin(models.Model):
    """Where a request came from and what came of it, noted when its day is counted; it stays when its visit has gone
    (MISSION W15).

    The keys of visitors.Page, Source, Place and Device, and its Standing; null is not known. `at`: when it was made,
    and its `hour` where the organisation is. What is counted of requests and what is shown behind a figure both read
    it, so that they agree; each index answers "newest first" by itself.
    """

    request = models.OneToOneField(CallbackRequest, models.CASCADE, primary_key=True, related_name="origin")
    # Without constraints: a site takes its requests with it, and they these.
    site = models.ForeignKey(Site, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField(null=True)
    hour = models.SmallIntegerField(default=0, db_default=0)
    came = models.SmallIntegerField(choices=Came, default=Came.WAITS, db_default=Came.WAITS)
    page = models.BigIntegerField(null=True)
    source = models.BigIntegerField(null=True)
    place = models.BigIntegerField(null=True)
    device = models.BigIntegerField(null=True)
    standing = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["site", "came", "at", "request"], name="requests_by_site"),
            *(
                models.Index(fields=[name, "came", "at", "request", "site"], name=f"requests_by_{name}")
                for name in ("hour", "page", "source", "place", "device", "standing")
            ),
        ]

    def __str__(self) -> str:
        return f"origin of request {self.pk}"


class Whom(models.IntegerChoices):
    """What the key of whom a request reached means."""

    AGENT = 1  # voice.Agent: their phone was rung for it
    QUEUE = 2  # voice.HuntGroup: its call stood in the group's queue


class RequestReached(models.Model):
    """Whom a request reached, and what came of it there; once for each. Noted with its origin, and as that is."""

    request = models.ForeignKey(CallbackRequest, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    whom = models.SmallIntegerField(choices=Whom)
    key = models.BigIntegerField()
    came = models.SmallIntegerField(choices=Came)

    class Meta:
        indexes = [models.Index(fields=["whom", "key", "came", "at", "request", "site"], name="requests_by_whom")]

    def __str__(self) -> str:
        return f"request {self.request_id} reached {self.whom} {self.key}"


class UsedChallenge(models.Model):
    """A proof of work that has been spent, kept until it would have expired anyway."""

    signature = models.CharField(max_length=128, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.signature[:8]
