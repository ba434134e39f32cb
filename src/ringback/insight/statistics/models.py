"""Figures of whole days, counted once, so that a year's page adds up rows of days and not of visits."""

from django.db import models

from ringback.insight.statistics.rules import STEPS


class By(models.IntegerChoices):
    """What a day is counted by; a key means a row or a number of it."""

    HOUR = 0  # 0 to 23, where the organisation is
    PAGE = 1  # visitors.Page
    SOURCE = 2  # visitors.Source
    PLACE = 3  # visitors.Place
    DEVICE = 4  # visitors.Device
    STANDING = 5  # visitors.Standing
    AGENT = 6  # voice.Agent
    WHOLE = 7  # 0: the day itself
    QUEUE = 8  # voice.HuntGroup
    CAME = 9  # voice.HuntGroup


class Sums(models.Model):
    """What is counted by one key.

    `entries`: visits that began; `views`: pages looked at; `requests` made that day, of which `answered` came to a
    conversation and `missed` ended without one (the others wait); `talk_seconds` of those conversations. By AGENT,
    requests are calls in which their phone was rung, and missed those they did not take. By QUEUE, requests are calls
    that stood in the queue, and missed those that ended there. The `waits_` columns count the answered by how long they
    waited, by QUEUE for an agent's answer, up to each step of rules.STEPS. By CAME, requests are calls that came in.
    """

    by = models.SmallIntegerField(choices=By)
    key = models.BigIntegerField()
    entries = models.IntegerField(default=0)
    views = models.IntegerField(default=0)
    requests = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    talk_seconds = models.IntegerField(default=0)
    waits_5 = models.IntegerField(default=0)
    waits_10 = models.IntegerField(default=0)
    waits_15 = models.IntegerField(default=0)
    waits_20 = models.IntegerField(default=0)
    waits_25 = models.IntegerField(default=0)
    waits_30 = models.IntegerField(default=0)
    waits_45 = models.IntegerField(default=0)
    waits_60 = models.IntegerField(default=0)
    waits_120 = models.IntegerField(default=0)
    waits_600 = models.IntegerField(default=0)
    waits_86400 = models.IntegerField(default=0)

    class Meta:
        abstract = True


class SiteSums(Sums):
    """What is counted of a site."""

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Tally(SiteSums):
    """One day of one site by one key. `day` is the organisation's, as its zone was when it was counted."""

    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "by", "day", "key"], name="one_tally_a_key")]

    def __str__(self) -> str:
        return f"{self.day} by {self.by}"


class CallerTally(Sums):
    """One day of an organisation's callers by one group, QUEUE or CAME; key 0 where the group is gone."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "by", "day", "key"], name="one_caller_tally")]

    def __str__(self) -> str:
        return f"callers of {self.day} by {self.by}"


class MonthTally(SiteSums):
    """Days of one month of one site by one key, added up; `month` is its first day. True as far as it is closed."""

    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "by", "month", "key"], name="one_month_tally_a_key")]

    def __str__(self) -> str:
        return f"month of {self.month} by {self.by}"


class ClosedMonth(models.Model):
    """A month of an organisation that is added up. Whoever counts one of its days anew opens it in the same commit.

    `until`: the first day that is not in it, while the month goes on; null: all of it is.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="closed_once")]

    def __str__(self) -> str:
        return f"closed {self.month}"


WAITS = tuple(f"waits_{step}" for step in STEPS)
SUMS = ("entries", "views", "requests", "answered", "missed", "talk_seconds", *WAITS)


class Counted(models.Model):
    """How far an organisation's days are counted: `at` when last, `day` the first that may still change."""

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"counted until {self.day}"
