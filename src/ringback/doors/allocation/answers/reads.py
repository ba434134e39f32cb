"""How answers stand: how many have theirs, whose is in doubt, and whose did not get there. Read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ringback.base.accounts.services import Actor
from ringback.core.promises.services import Attempt, Outcome
from ringback.core.promises.services import State as Kept
from ringback.doors.allocation.answers.models import Answer, Preparation
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import entries_within

MOST_ROWS = 100
_STUCK = ("failed", "bounced", "withheld", "cancelled")


@dataclass(frozen=True, slots=True)
class Troubled:
    """An answer that somebody must see to; `name` is "" where it is not the reader's to know."""

    answer: Answer
    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a campaign's answers since they were published."""

    total: int
    given: int
    doubtful: Sequence[Troubled]
    stuck: Sequence[Troubled]
    unreachable: Sequence[Troubled]
    more: bool

    @property
    def under_way(self) -> int:
        """How many are still to go out by themselves."""
        return self.total - self.given - len(self.doubtful) - len(self.stuck) - len(self.unreachable)


def progress(actor: Actor, campaign: Campaign) -> Progress:
    """How the answers of a published campaign stand; of each trouble at most `MOST_ROWS` are listed."""
    answers = Answer.objects.filter(campaign=campaign)
    counts = answers.aggregate(total=Count("id"), given=Count("id", filter=Q(given_at__isnull=False)))
    made = Preparation.objects.filter(campaign=campaign).values_list("reached_id", flat=True).first() or 0
    late = answers.filter(given_at=None).select_related("message", "entry").order_by("id")
    unsure = Attempt.objects.filter(outcome=Outcome.UNCERTAIN, promise__state=Kept.KEEPING).values("promise_id")
    doubt = Q(message__state="doubt") | Q(message__promise__in=unsure)
    groups = [
        list(late.filter(doubt)[:MOST_ROWS]),
        list(late.filter(message__state__in=_STUCK).exclude(doubt)[:MOST_ROWS]),
        list(late.filter(message=None, pk__lte=made)[:MOST_ROWS]),
    ]
    names = _names(entries_within(actor, campaign.pk), [one.entry_id for rows in groups for one in rows])
    doubtful, stuck, unreachable = ([Troubled(one, names.get(one.entry_id, "")) for one in rows] for rows in groups)
    more = any(len(rows) == MOST_ROWS for rows in groups)
    return Progress(counts["total"], counts["given"], doubtful, stuck, unreachable, more)


def counts(campaign: Campaign) -> Mapping[str, int]:
    """How many of a campaign's answers are of each kind."""
    rows = Answer.objects.filter(campaign=campaign).order_by()
    return dict(rows.values_list("kind").annotate(Count("id")))


def answer_of(entry: Entry) -> Answer | None:
    """What an entry is told; None before the publication, whatever was prepared (MISSION A10)."""
    if entry.campaign.published_at is None:
        return None
    return Answer.objects.filter(entry=entry).first()


def _names(seen: "QuerySet[Entry]", entry_ids: Sequence[int]) -> Mapping[int, str]:
    return dict(seen.filter(pk__in=entry_ids).values_list("id", "name"))
