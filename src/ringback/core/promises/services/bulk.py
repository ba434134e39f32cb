"""What people may do with many promises at once: move them, take them back, hand them over (MISSION H10)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ringback.base.accounts.services import Actor, audit, member_names, require, scope_choices
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.promises.keeping import tell_moved
from ringback.core.promises.models import OPEN_STATES, Promise, State
from ringback.core.promises.rules import Decision, Target, To, Verdict
from ringback.core.promises.rules.moving import Shift, shifted
from ringback.core.promises.services.acting import locked_many, note
from ringback.core.promises.services.by_hand import move
from ringback.core.promises.services.life import SETTLED, apply, ring_all, set_wake
from ringback.core.promises.services.linking import cross
from ringback.core.promises.services.notices import NOTICE, notify
from ringback.core.promises.services.targets import crew_of, hand

MOST_AT_ONCE = 5000
_MOVED = ("generation", "due_at", "deadline_at", "missed_at", "not_before_at", "state", "lease", "step")
_HANDED = ("owner", "group_id", "generation", "wake_at", "evidence")


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of many promises: ids of those `done`, and of those `left` as closed, changed or out of reach."""

    done: list[int]
    left: list[int]


def hand_over(
    actor: Actor,
    promise_ids: Iterable[int],
    to_member_id: int,
    why: str,
    *,
    generations: Mapping[int, int] | None = None,
) -> Bulk:
    """Let another member have these promises. What is under way goes on with whoever is at it.

    `generations`: as they were read; those that were changed since are left. Raises NotFoundError for no such member.
    """
    return hand_over_in_turn(actor, promise_ids, [to_member_id], why, generations=generations)


def hand_over_in_turn(
    actor: Actor,
    promise_ids: Iterable[int],
    to_member_ids: Sequence[int],
    why: str,
    *,
    generations: Mapping[int, int] | None = None,
) -> Bulk:
    """As `hand_over`, to several members in turn, the soonest due first: each gets as many, and as urgent ones."""
    known = member_names(actor.organisation_id)
    if not to_member_ids or any(member_id not in known for member_id in to_member_ids):
        raise NotFoundError("There is no such member.")

    def give(turn: int, promise: Promise) -> list[int]:
        promise.owner_id = to_member_ids[turn % len(to_member_ids)]
        return [promise.owner_id]

    return _hand(actor, promise_ids, why, generations, give)


def hand_over_to_group(
    actor: Actor, promise_ids: Iterable[int], group_id: int, why: str, *, generations: Mapping[int, int] | None = None
) -> Bulk:
    """As `hand_over`, to a hunt group as a whole: whoever of it is there sees to them, and all of them are told.

    Raises NotFoundError for no such group.
    """
    if group_id not in {number for scope, number, _name in scope_choices(actor.organisation_id) if scope == "group"}:
        raise NotFoundError("There is no such hunt group.")
    crew = in_turn(actor, group_id)

    def give(_turn: int, promise: Promise) -> list[int]:
        hand(promise, Target(To.GROUP, group_id))
        return crew

    return _hand(actor, promise_ids, why, generations, give)


def _hand(
    actor: Actor,
    promise_ids: Iterable[int],
    why: str,
    generations: Mapping[int, int] | None,
    give: Callable[[int, Promise], Sequence[int]],
) -> Bulk:
    """Let `give` put a new owner into each, and give back whom to tell of it."""
    with transaction.atomic():
        wanted, rows = _read(actor, promise_ids, generations)
        had: Counter[int] = Counter()
        for turn, promise in enumerate(rows):
            was = promise.owner_id
            had.update(give(turn, promise))
            note(promise, actor, "handed_over", why, was=was, to=promise.owner_id, group=promise.group_id)
            if promise.state == State.PENDING:
                promise.generation += 1
            set_wake(promise)
        many_rows.update(rows, _HANDED)
        ring_all(rows)
        for member_id, count in had.items():
            if member_id != actor.member_id:
                notify(actor.organisation_id, [member_id], "promises_handed_over", {"count": count}, url="/")
        return _done(actor, "promises handed over", wanted, rows, to=sorted(had))


def reschedule_all(
    actor: Actor,
    promise_ids: Iterable[int],
    due_at: datetime | Shift,
    why: str,
    *,
    generations: Mapping[int, int] | None = None,
) -> Bulk:
    """Move these promises to `due_at`, or each by what that shifts it; lateness counts from where it did."""
    shift = shifted(None, due_at) if isinstance(due_at, datetime) else due_at
    with transaction.atomic():
        wanted, rows = _read(actor, promise_ids, generations)
        for promise in rows:
            move(actor, promise, shift(promise.due_at), by_person=False, why=why)
        many_rows.update(rows, (*_MOVED, "wake_at", "evidence"))
        ring_all(rows)
        tell_moved(rows)
        cross(rows)
        return _done(actor, "promises moved", wanted, rows)


def cancel_all(
    actor: Actor, promise_ids: Iterable[int], why: str, *, generations: Mapping[int, int] | None = None
) -> Bulk:
    """Take these promises back. What is under way finds another generation and stops."""
    with transaction.atomic():
        (wanted, rows), at = _read(actor, promise_ids, generations), clock.now()
        for promise in rows:
            promise.generation += 1
            note(promise, actor, "cancelled", why)
            apply(promise, Decision(Verdict.CANCELLED), at)
        many_rows.update(rows, (*SETTLED, "generation", "evidence"))
        ring_all(rows)
        return _done(actor, "promises cancelled", wanted, rows)


def open_of(actor: Actor, member_id: int) -> list[Promise]:
    """The open promises that a member has, present or gone, the soonest due first; at most 5,000."""
    require(actor, "calls.act")
    rows = Promise.objects.filter(organisation_id=actor.organisation_id, owner_id=member_id, state__in=OPEN_STATES)
    return list(rows.exclude(kind=NOTICE).select_related("person").order_by("due_at", "id")[:MOST_AT_ONCE])


def in_turn(actor: Actor, group_id: int, *, besides: int | None = None) -> list[int]:
    """The active members of a hunt group, for handing over in turn; without the one who hands over."""
    known = member_names(actor.organisation_id)
    crew = crew_of(actor.organisation_id, group_id)
    return [member_id for member_id in dict.fromkeys(crew) if member_id in known and member_id != besides]


def _read(
    actor: Actor, promise_ids: Iterable[int], generations: Mapping[int, int] | None
) -> tuple[list[int], list[Promise]]:
    wanted = list(dict.fromkeys(promise_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise FieldError("promises", "These are too many at once.", f"Choose at most {MOST_AT_ONCE}.")
    rows = locked_many(actor, wanted)
    if generations is not None:
        rows = [row for row in rows if generations.get(row.pk) == row.generation]
    return wanted, rows


def _done(actor: Actor, action: str, wanted: list[int], rows: list[Promise], **detail: object) -> Bulk:
    done = [row.pk for row in rows]
    left = sorted(set(wanted) - set(done))
    audit(actor, action, f"{len(done)} promises", first=done[:50], left=len(left), **detail)
    return Bulk(done, left)
