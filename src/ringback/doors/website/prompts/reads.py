"""What the reports show of prompts and experiments: sums over days. Read-only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.website.prompts import tact, uplift
from ringback.doors.website.prompts.models import ArmCount, PromptCount
from ringback.doors.website.prompts.uplift import Arm, Uplift
from ringback.doors.website.services import sites_of

DAYS = (7, 30, 90, 365)
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Came:
    """What became of prompts: how often shown, closed, taken up; the rest was ignored."""

    name: str
    variant: str
    shown: int
    dismissed: int
    accepted: int

    @property
    def ignored(self) -> int:
        return max(0, self.shown - self.dismissed - self.accepted)

    @property
    def annoyance(self) -> float:
        """The share that was closed, 0 to 1: how much it got in the way (MISSION W22)."""
        return self.dismissed / self.shown if self.shown else 0.0

    @property
    def taken(self) -> float:
        return self.accepted / self.shown if self.shown else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """A site's prompts by rule and variant, its hold-out and its two variants; None where there is no such split."""

    rules: list[Came]
    held_out: Uplift | None
    variants: Uplift | None

    @property
    def whole(self) -> Came:
        sums = [sum(getattr(one, name) for one in self.rules) for name in ("shown", "dismissed", "accepted")]
        return Came("", "", *sums)


def report(site_id: int, days: int) -> Report:
    """The last `days` days of one site. Whoever calls has looked whether the site may be seen."""
    since = clock.now().date() - timedelta(days=days - 1)
    arms: dict[tuple[str, str], Arm] = defaultdict(lambda: Arm(0, 0))
    rows = ArmCount.objects.filter(site_id=site_id, day__gte=since).values_list("arm", "variant")
    for arm, variant, visits, reached in rows.annotate(Sum("visits"), Sum("reached")):
        # A goal may come by a day later than its visit was counted: no share is more than whole.
        arms[arm, variant] = Arm(visits, min(visits, reached))
    held = _together(arms, arm=tact.HELD_OUT)
    second = arms[tact.SHOWN, "b"]
    return Report(
        _came(site_id, since),
        uplift.compare(_together(arms, arm=tact.SHOWN), held) if held.visits else None,
        uplift.compare(second, arms[tact.SHOWN, "a"]) if second.visits else None,
    )


def by_site(actor: Actor, days: int) -> list[Came]:
    """What became of prompts on each site within the actor's reach, where there were any."""
    since = clock.now().date() - timedelta(days=days - 1)
    names = {site.pk: site.name for site in sites_of(actor, "setup.edit")}
    rows = PromptCount.objects.filter(site__in=names, day__gte=since).values_list("site_id")
    sums = rows.annotate(Sum("shown"), Sum("dismissed"), Sum("accepted")).order_by("site__name")
    return [Came(names[site_id], "", *counts) for site_id, *counts in sums]


def _together(arms: dict[tuple[str, str], Arm], *, arm: str) -> Arm:
    found = [one for (name, _variant), one in arms.items() if name == arm]
    return Arm(sum(one.visits for one in found), sum(one.reached for one in found))


def _came(site_id: int, since: object) -> list[Came]:
    rows = PromptCount.objects.filter(site_id=site_id, day__gte=since).values_list("rule__name", "variant")
    sums = rows.annotate(Sum("shown"), Sum("dismissed"), Sum("accepted"))
    return [Came(*row) for row in sums.order_by("rule__position", "rule_id", "variant")]
