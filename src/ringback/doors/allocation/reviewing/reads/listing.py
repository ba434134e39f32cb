"""The list that reviewers work through: filtered, ranked, counted. Read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import Count, Q, QuerySet

from ringback.base.accounts.services import Actor, member_names
from ringback.base.database.sealed import readable
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.models import Entry, State
from ringback.doors.allocation.entries.services import entries_within
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, Place
from ringback.doors.allocation.reviewing.rules.ranking import ranks
from ringback.doors.allocation.reviewing.rules.standing import DOUBTFUL, Verdict

PAGE_ROWS = 50
REASONS = 3
MOST_LISTED = 20_000
# What a list can be narrowed to; by their own opinion is said in `_narrowed`.
STATES: Mapping[str, Q] = {
    "unseen": Q(review__isnull=True),
    "second": Q(review__verdict__in=DOUBTFUL),
    "yes": Q(review__verdict=Verdict.YES),
    "no": Q(review__verdict=Verdict.NO),
    "here": Q(region_choice__isnull=True),
    "forwarded": Q(region_choice__isnull=False),
    "waiting": Q(region_choice__isnull=False, place__isnull=True),
    "chosen": Q(place__isnull=False),
    "newcomers": Q(known=False),
    "known": Q(known=True),
}
MINE, ALL = "mine", "all"
ORDERS: Mapping[str, tuple[str, ...]] = {"best": ("-score", "token"), "least": ("score", "token"), "mixed": ("token",)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a list shows and how: of a region, in a state (a key of `STATES`, or "mine"), with a `least` score;
    `order` is a key of `ORDERS`, none of which knows when an entry came. `page` counts from 1."""

    region_id: int | None = None
    state: str = ""
    least: Decimal | None = None
    order: str = "best"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """What gave points: the question, what was answered, and how many."""

    text: str
    answer: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list. `rank` among all that one sees, `tied` with so many (itself too); the best `reasons`.

    `verdict` is "" where nobody has looked, or where one has still to give an opinion of one's own.
    """

    entry: Entry
    rank: int
    tied: int
    reasons: Sequence[Reason]
    verdict: str
    looks: int
    mine: str
    lookers: Sequence[str]
    forwarded: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: its rows, how many there are in all and by state, and the pages beside it (0: none)."""

    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]
    before: int
    after: int


def list_of(actor: Actor, campaign: Campaign, asked: Wanted) -> Listing:
    """What was asked for of all that is within the actor's reach; ten queries, however many there are."""
    reach = standing(actor, campaign.pk)
    counts = _counts(reach, actor)
    found = _narrowed(reach, asked, actor)
    by_state_alone = asked.region_id is None and asked.least is None
    total = counts[asked.state or ALL] if by_state_alone else found.count()
    page = min(max(1, asked.page), max(1, -(-total // PAGE_ROWS)))
    order = ORDERS.get(asked.order, ORDERS["best"])
    # Thousands are put in order by their ids alone: the rest of a row is heavy.
    ids = found.order_by(*order).values_list("pk", flat=True)[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    rows = Entry.objects.filter(pk__in=list(ids)).select_related("region", "review", "region_choice", "place")
    entries = list(rows.defer("answers", "email", "phone", "price", "options", "known_why").order_by(*order))
    after = page + 1 if page * PAGE_ROWS < total else 0
    return Listing(_rows(actor, reach, entries), total, counts, page - 1, after)


def ids_of(actor: Actor, campaign_id: int, asked: Wanted) -> list[int]:
    """Everything that was asked for, on whatever page; at most `MOST_LISTED`."""
    return list(_narrowed(standing(actor, campaign_id), asked, actor).values_list("pk", flat=True)[:MOST_LISTED])


def next_unseen(actor: Actor, campaign_id: int, but: int | None = None) -> int | None:
    """An entry that one has still to look at: what was dealt to one first, then what nobody has looked at."""
    rows = standing(actor, campaign_id).exclude(pk=but or 0)
    rows = rows.exclude(opinions__member_id=actor.member_id or 0).order_by("token")
    dealt = rows.filter(assignments__member_id=actor.member_id or 0).values_list("pk", flat=True).first()
    return dealt or rows.filter(review__isnull=True).values_list("pk", flat=True).first()


def standing(actor: Actor, campaign_id: int) -> QuerySet[Entry]:
    """What is within reach and neither withdrawn nor emptied when somebody was erased."""
    return entries_within(actor, campaign_id).filter(state=State.SUBMITTED, key__isnull=False)


def _narrowed(rows: QuerySet[Entry], asked: Wanted, actor: Actor) -> QuerySet[Entry]:
    if asked.region_id is not None:
        rows = rows.filter(region_id=asked.region_id)
    if asked.least is not None:
        rows = rows.filter(score__gte=asked.least)
    if asked.state == MINE:
        return rows.filter(_mine(actor))
    return rows.filter(STATES[asked.state]) if asked.state in STATES else rows


def _mine(actor: Actor) -> Q:
    """Dealt to them, and no opinion of theirs yet."""
    dealt = Assignment.objects.filter(member_id=actor.member_id or 0).values("entry_id")
    return Q(pk__in=dealt) & ~Q(pk__in=Opinion.objects.filter(member_id=actor.member_id or 0).values("entry_id"))


def _counts(reach: QuerySet[Entry], actor: Actor) -> Mapping[str, int]:
    asked: dict[str, Any] = {name: Count("pk", filter=which) for name, which in STATES.items()}
    return reach.aggregate(**{ALL: Count("pk")}, **asked) | {MINE: reach.filter(_mine(actor)).count()}


def _rows(actor: Actor, reach: QuerySet[Entry], entries: Sequence[Entry]) -> list[Row]:
    ranks = _ranks(reach)
    names = member_names(actor.organisation_id, gone_too=True)
    mine = Opinion.objects.filter(entry__in=entries, member_id=actor.member_id or 0)
    own = dict(mine.values_list("entry_id", "leaning"))
    dealt: dict[int, list[int]] = {}
    for entry_id, member_id in Assignment.objects.filter(entry__in=entries).values_list("entry_id", "member_id"):
        dealt.setdefault(entry_id, []).append(member_id)
    return [_row(one, ranks[one.score], own.get(one.pk, ""), dealt.get(one.pk, []), names, actor) for one in entries]


def _row(
    entry: Entry, rank: tuple[int, int], own: str, dealt: Sequence[int], names: Mapping[int, str], actor: Actor
) -> Row:
    review = getattr(entry, "review", None)
    place: Place | None = getattr(entry, "place", None)
    kept_back = not own and actor.member_id in dealt
    return Row(
        entry,
        *rank,
        reasons_of(entry)[:REASONS],
        review.get_verdict_display() if review is not None and not kept_back else "",
        review.looks if review is not None else 0,
        own,
        [names[member] for member in dealt if member in names],
        getattr(entry, "region_choice", None) is not None,
        place.number if place is not None else None,
    )


def reasons_of(entry: Entry) -> list[Reason]:
    """What gave points, the most first."""
    try:
        lines = msgspec.json.decode(readable(entry.score_lines) or "[]")
    except msgspec.DecodeError:
        return []
    found = [Reason(str(line["text"]), str(line["answer"]), Decimal(str(line["points"]))) for line in lines]
    return sorted((one for one in found if one.points), key=lambda one: -one.points)


def _ranks(reach: QuerySet[Entry]) -> dict[Decimal, tuple[int, int]]:
    """By score: the rank among all within reach, and how many share it."""
    return ranks(reach.order_by("-score").values_list("score").annotate(Count("pk")))
