"""Promises as lists and programs get them: filtered, a page at a time, within the reader's reach. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from ringback.base.accounts.services import Actor, require_reach
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.promises.models import INWARD_CHANNELS, OPEN_STATES, UNASKED_DOORS, Attempt, Promise, State
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.said import as_said
from ringback.core.promises.services import NO_HOUR, Waiting, may_act, why_not_now, words

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class PromiseFilters:
    """Which promises to list; what is empty filters nothing. `state` "open" is pending and being kept.

    `unowned`: only what belongs to no member.
    """

    state: str = ""
    door: str = ""
    kind: str = ""
    person_id: int | None = None
    owner_id: int | None = None
    overdue: bool = False
    unowned: bool = False
    due_since_at: datetime | None = None
    due_until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise in plain values."""

    id: int
    door: str
    kind: str
    direction: str
    channel: str
    automatic: bool
    state: str
    person_id: int | None
    owner_id: int | None
    lead_id: int | None
    group_id: int | None
    due_at: datetime
    not_before_at: datetime | None
    first_due_at: datetime
    deadline_at: datetime
    missed_at: datetime | None
    expires_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    generation: int
    attempts_made: int
    person_name: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class PromiseRows:
    """A page of promises; `after` asks for the next one and is empty on the last."""

    rows: list[PromiseRow]
    after: str


@dataclass(frozen=True, slots=True)
class PromisePage:
    """One promise with its attempts, who did what to it, its policy in words, and whether the reader may act on it.

    `waiting`: why it is not kept now, or will not be when it is due. `no_hour`: it was given up, since no hour suits.
    """

    promise: PromiseRow
    attempts: list[Attempt]
    history: list[dict[str, Any]]
    policy: list[str]
    may_act: bool
    waiting: Waiting | None
    no_hour: bool


def listed(actor: Actor, filters: PromiseFilters, after: str = "", size: int = 50) -> PromiseRows:
    """Promises within the actor's reach, newest first; notices to members are not among them. Three queries.

    Raises FieldError for a state there is not, NotAllowedError.
    """
    rows = _filtered(within(actor), filters).order_by("-id")
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after[:18]))
    size = max(1, min(size, MOST_ROWS))
    found = list(rows.select_related("person")[: size + 1])
    more = len(found) > size
    return PromiseRows(_rows(found[:size]), str(found[size - 1].pk) if more else "")


def open_ones(actor: Actor, filters: PromiseFilters, skip: int = 0, size: int = 50) -> tuple[list[Promise], int]:
    """Open promises that somebody waits for, the soonest due first, `size` of them; and how many there are in all."""
    rows = _open(actor, filters)
    return list(rows.select_related("person", "owner__user")[skip : skip + size]), rows.count()


def span_of(actor: Actor, filters: PromiseFilters) -> tuple[int, int]:
    """How many there are of those, and the highest id among them."""
    found = _open(actor, filters).aggregate(count=Count("id"), highest=Max("id"))
    return found["count"], found["highest"] or 0


def chosen(actor: Actor, filters: PromiseFilters, most: int, *, after: int, until: int) -> dict[int, int]:
    """Of those the first, at most so many, with ids above `after` up to `until`: ids with the generations read."""
    rows = _open(actor, filters).filter(id__gt=after, id__lte=until).order_by("id")
    return dict(rows.values_list("id", "generation")[:most])


def _open(actor: Actor, filters: PromiseFilters) -> QuerySet[Promise]:
    rows = _filtered(within(actor).exclude(door__in=UNASKED_DOORS), replace(filters, state="open"))
    return rows.order_by("due_at", "id")


def promise_page(actor: Actor, promise_id: int) -> PromisePage:
    """One promise. Raises NotFoundError when it is not within the actor's reach."""
    found = within(actor).filter(id=promise_id).select_related("person").first()
    if found is None:
        raise NotFoundError("There is no such promise.")
    return PromisePage(
        _rows([found])[0],
        [_readable(found, one) for one in Attempt.objects.filter(promise=found).order_by("number", "id")],
        [_said(found, entry, "why") for entry in found.evidence.get("history", ())],
        words(actor.organisation_id, Policy.from_json(found.policy)),
        found.state in OPEN_STATES and may_act(actor, found),
        why_not_now([found], clock.now()).get(found.pk),
        found.state == State.BROKEN and found.evidence.get("why") == NO_HOUR,
    )


def _readable(promise: Promise, attempt: Attempt) -> Attempt:
    attempt.evidence = _said(promise, attempt.evidence, "word")
    return attempt


def _said(promise: Promise, entry: dict[str, Any], name: str) -> dict[str, Any]:
    """An entry of the record with what was said in it as it was said."""
    kept = entry.get(name)
    return entry | {name: as_said(promise.door, promise.organisation_id, kept)} if isinstance(kept, str) else entry


def within(actor: Actor) -> QuerySet[Promise]:
    """Promises to people the actor may see: all, or those of their hunt groups, and always their own."""
    reach = actor.reach("calls.see")
    rows = Promise.objects.filter(organisation_id=actor.organisation_id).exclude(channel__in=INWARD_CHANNELS)
    own = Q(owner_id=actor.member_id, owner__isnull=False)
    if not reach:
        require_reach(actor, "promises.own")
        return rows.filter(own)
    return rows if reach.everywhere else rows.filter(Q(group_id__in=reach.ids("group")) | own)


def _filtered(rows: QuerySet[Promise], filters: PromiseFilters) -> QuerySet[Promise]:
    if filters.state == "open":
        rows = rows.filter(state__in=OPEN_STATES, closed_at=None)
    elif filters.state:
        if filters.state not in State.values:
            raise FieldError("state", "There is no such state.", f"Use open or one of {', '.join(State.values)}.")
        rows = rows.filter(state=filters.state)
    if filters.unowned:
        rows = rows.filter(owner=None)
    if filters.overdue:
        rows = rows.filter(state__in=OPEN_STATES, closed_at=None, deadline_at__lte=clock.now())
    wanted = {
        "door": filters.door,
        "kind": filters.kind,
        "person_id": filters.person_id,
        "owner_id": filters.owner_id,
        "due_at__gte": filters.due_since_at,
        "due_at__lt": filters.due_until_at,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value not in ("", None)})


def _rows(found: Iterable[Promise]) -> list[PromiseRow]:
    promises = list(found)
    unsure = Attempt.objects.filter(promise__in=promises, outcome=Outcome.UNCERTAIN, promise__state=State.KEEPING)
    uncertain = set(unsure.values_list("promise_id", flat=True))
    plain = [field.name for field in fields(PromiseRow) if field.name not in ("person_name", "uncertain")]
    return [
        PromiseRow(
            **{name: getattr(one, name) for name in plain},
            person_name=one.person.name if one.person is not None else "",
            uncertain=one.pk in uncertain,
        )
        for one in promises
    ]
