"""What pages and statistics ask of reviews: of one call, and of members over time. Read-only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from ringback.base.accounts.services import Actor, member_names
from ringback.channels.voice.models import Call
from ringback.channels.voice.reviewing.models import CallComment, Review
from ringback.channels.voice.reviewing.services import REVIEW, door_of
from ringback.channels.voice.visible import calls_within

MOST = 200


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment. `x` is its place on the call's time axis in per cent; None for one about the whole."""

    id: int
    at_seconds: float | None
    x: float | None
    text: str
    author: str
    created_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """What was said of one call, as far as the reader may see it. `may_review`: they may say something themselves.

    `door`: whose promise the call keeps.
    """

    reviews: tuple[Review, ...]
    comments: tuple[CommentRow, ...]
    reviewers: dict[int, str]
    own: Review | None
    may_review: bool
    may_score: bool
    door: str


@dataclass(frozen=True, slots=True)
class AgentScore:
    """One agent's scores of a time: how many, and their mean (0 to 100); by week, its Monday first."""

    agent_id: int
    name: str
    count: int
    mean: float
    weeks: tuple[tuple[datetime, float], ...]


def panel(actor: Actor, call_id: str, span: tuple[float, float] | None) -> Panel | None:
    """Reviews and comments of a call for who may review it and for who took it; None for others.

    `span` is where on the time axis the sound lies, in per cent.
    """
    call = (
        Call.objects.filter(organisation_id=actor.organisation_id, call_id=call_id)
        .select_related("agent", "promise")
        .first()
    )
    if call is None or call.connected_at is None:
        return None
    within = calls_within(actor, REVIEW)
    may_review = within is not None and Call.objects.filter(within, pk=call.pk).exists()
    theirs = actor.member_id is not None and call.agent is not None and call.agent.member_id == actor.member_id
    if not (may_review or theirs):
        return None
    reviews = tuple(Review.objects.filter(call=call).order_by("id")[:MOST])
    names = member_names(actor.organisation_id, gone_too=True)
    recording = getattr(call, "recording", None)
    length = (recording.duration_seconds if recording else 0.0) or call.talk_seconds
    found = CallComment.objects.filter(call=call).order_by("at_seconds", "id")[:MOST]
    return Panel(
        reviews=reviews,
        comments=tuple(_comment(actor, one, names, span, length) for one in found),
        reviewers={one.pk: names.get(one.reviewer_id or 0, "") for one in reviews},
        own=next((one for one in reviews if one.reviewer_id == actor.member_id), None),
        may_review=may_review,
        may_score=may_review and not theirs and call.agent is not None and call.ended_at is not None,
        door=door_of(call),
    )


def _comment(
    actor: Actor, one: CallComment, names: dict[int, str], span: tuple[float, float] | None, length: float
) -> CommentRow:
    x = None
    if one.at_seconds is not None and span is not None and length:
        x = span[0] + (span[1] - span[0]) * min(one.at_seconds / length, 1.0)
    return CommentRow(
        id=one.pk,
        at_seconds=one.at_seconds,
        x=x,
        text=one.text,
        author=names.get(one.author_id or 0, ""),
        created_at=one.created_at,
        own=one.author_id is not None and one.author_id == actor.member_id,
    )


def scores(actor: Actor, since: datetime, until: datetime, zone: ZoneInfo) -> list[AgentScore]:
    """Each agent's mean of the reviews given between two instants, and week by week, by name; two queries.

    Reviewers see whom they may review; a member always sees their own.
    """
    rows = _seen(actor).filter(created_at__gte=since, created_at__lt=until, agent__isnull=False)
    weekly: dict[int, list[tuple[datetime, float]]] = {}
    weeks = rows.annotate(week=TruncWeek("created_at", tzinfo=zone)).values_list("agent_id", "week")
    for agent_id, week, mean in weeks.annotate(mean=Avg("score")).order_by("agent_id", "week"):
        weekly.setdefault(agent_id or 0, []).append((week, float(mean)))
    means = rows.values_list("agent_id", "agent__name").annotate(count=Count("id"), mean=Avg("score"))
    return [
        AgentScore(agent_id or 0, name, count, float(mean), tuple(weekly.get(agent_id or 0, ())))
        for agent_id, name, count, mean in means.order_by("agent__name", "agent_id")
    ]


def by_criterion(actor: Actor, agent_id: int, since: datetime, until: datetime) -> list[tuple[str, float, int]]:
    """An agent's mean share (0 to 100) of what each criterion could reach, and how often it was marked."""
    rows = _seen(actor).filter(agent_id=agent_id, created_at__gte=since, created_at__lt=until)
    sums: dict[str, list[float]] = {}
    for marks, most in rows.order_by("-id").values_list("marks", "most")[:1000]:
        for one in marks:
            if one.get("mark") is not None and most > 1:
                sums.setdefault(str(one["title"]), []).append(100 * (one["mark"] - 1) / (most - 1))
    return [(title, sum(shares) / len(shares), len(shares)) for title, shares in sums.items()]


def newest(actor: Actor, agent_id: int, most: int = 30) -> list[tuple[str, datetime, Decimal, str]]:
    """The newest reviews of an agent's calls: call id, when it was asked for, score, card."""
    rows = _seen(actor).filter(agent_id=agent_id).order_by("-id")[:most]
    return list(rows.values_list("call__call_id", "call__requested_at", "score", "card"))


def _seen(actor: Actor) -> QuerySet[Review]:
    rows = Review.objects.filter(call__organisation_id=actor.organisation_id)
    own = Q(agent__member_id=actor.member_id) if actor.member_id is not None else Q(pk__in=[])
    within = calls_within(actor, REVIEW)
    if within is None:
        return rows.filter(own)
    return rows.filter(own | Q(call__in=Call.objects.filter(within).values("id")))
