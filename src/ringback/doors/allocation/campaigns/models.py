"""Campaigns with their regions, questions and options."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock, ids, money


class Campaign(models.Model):
    """A few places, given to many who apply (MISSION A1, A2). `token` names it on its public pages.

    From `opens_at` until each region's own closing; then `decide_days` to decide (A6). `base_price` is one place in
    `currency`, without tax, delivery and options (A4). `agreement_texts`: what was to be signed, by version (A7);
    `agreement_term_days`: how long it binds. `offer_days`: how long an offer stands. `published_at`: the instant from
    which answers are given, set once (A10). `prefer_history`: the waiting list looks at earlier purchases (A11).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        PUBLISHED = "published", _("Answers published")
        ENDED = "ended", _("Ended")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=ids.public_id)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    places = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    opens_at = models.DateTimeField(null=True)
    decide_days = models.PositiveSmallIntegerField(default=90)
    delivery_from = models.DateField(null=True)
    delivery_until = models.DateField(null=True)
    agreement_title = models.CharField(max_length=120, blank=True)
    agreement_text = models.TextField(blank=True)
    agreement_version = models.CharField(max_length=40, blank=True)
    agreement_texts = models.JSONField(default=dict)
    agreement_term_days = models.PositiveSmallIntegerField(default=730)
    offer_days = models.PositiveSmallIntegerField(default=14)
    currency = models.CharField(max_length=3, default=money.USUAL)
    base_price = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    language = models.CharField(max_length=8, default="en")
    contact_email = models.EmailField(blank=True)
    owner = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    prefer_history = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "-created_at"], name="campaigns_listed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state__in=("published", "ended")),
                name="only_published_campaigns_have_an_instant",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Region(models.Model):
    """A part of the world with its own last day (MISSION A1). `closes_at` is the first instant after that day there.

    `countries` are ISO 3166 codes, to offer an applicant the right region; empty: everywhere else. `tax_percent` as
    people say it (19.00); `delivery_cost` in the campaign's currency, without tax (A4).
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="regions")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=64)
    closes_on = models.DateField()
    closes_at = models.DateTimeField()
    countries = models.JSONField(default=list)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    tax_name = models.CharField(max_length=40, blank=True)
    delivery_cost = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="one_region_a_name")]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question of the form (MISSION A3). `key` names its answer for good, whatever the text becomes.

    `choices` are [key, text] pairs; `weights` and `shown_if` as `rules.Asked` has them.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One of several")
        SEVERAL = "several", _("Any of several")
        NUMBER = "number", _("Number")
        TEXT = "text", _("Text")
        FILE = "file", _("File")
        DATE = "date", _("Date")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.YES_NO)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=600, blank=True)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list)
    weights = models.JSONField(default=dict)
    shown_if = models.JSONField(null=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_question_a_key_a_campaign")]

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """Something that may be added to a place (MISSION A1, A4). In an `exclusive` group exactly one is taken."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=12)
    group = models.CharField(max_length=80)
    exclusive = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    price = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    default = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_option_a_key")]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"
