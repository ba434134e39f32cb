"""Why a promise is not being kept now, and for when it is planned: the gate's own decision, put into words.

Nothing of it is stored. What the gate would find is asked of the same rules, so that a list cannot say one thing and
the keeper do another (ADR 25).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from ringback.base.accounts.services import dialling_stopped, installation_held
from ringback.core.hours import services as hours
from ringback.core.people import services as people
from ringback.core.promises import rules
from ringback.core.promises.models import Direction, Promise, State
from ringback.core.promises.rules import Hold, Policy, Suiting
from ringback.core.promises.services.around import Surroundings, surroundings

_ASKED_FIRST = ("voice", "sms", "mail")


class Why(StrEnum):
    """What stands in the way: a stop of ours, a wish of theirs, or an instant that does not suit yet."""

    STOPPED = "stopped"
    CLOSED = "closed"
    NEVER = "never"
    HOURS = "hours"
    QUIET = "quiet"
    CAP = "cap"
    NOT_BEFORE = "not_before"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a pending promise is not kept now, or will not be when it is due, in the reader's `words`.

    `planned_at` is when it will be tried; None: not before somebody acts. `dropped`: it expires before that.
    `known` says how their time zone is known, where that counts.
    """

    why: Why
    words: str
    planned_at: datetime | None = None
    dropped: bool = False
    known: str = ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What holds for many promises at once."""

    at: datetime
    stopped: dict[int, str | None]
    held: bool
    closed: set[tuple[str, int]]
    around: Surroundings


def why_not_now(promises: Sequence[Promise], at: datetime) -> dict[int, Waiting]:
    """Those of the promises that are not kept at `at`, or when they are due after it; the others are left out.

    What is under way and what the person has to do is not asked about. At most fourteen queries for an organisation,
    whatever the number of promises.
    """
    asked = [one for one in promises if one.state == State.PENDING and one.direction == Direction.WE_CONTACT]
    if not asked:
        return {}
    read = [(promise, Policy.from_json(promise.policy)) for promise in asked]
    bound = [(promise, policy) for promise, policy in read if policy.binds]
    ground = _Ground(
        at,
        stopped={key: dialling_stopped(key) for key in {one.organisation_id for one in asked}},
        held=installation_held(),
        closed=_closed(asked),
        around=surroundings(bound, at),
    )
    found = {promise.pk: _waiting(promise, policy, ground) for promise, policy in read}
    return {key: waiting for key, waiting in found.items() if waiting is not None}


def _waiting(promise: Promise, policy: Policy, ground: _Ground) -> Waiting | None:
    at = max(ground.at, promise.due_at)
    stopped = ground.stopped[promise.organisation_id]
    if stopped and at == ground.at and (promise.channel == "voice" or ground.held):
        return Waiting(Why.STOPPED, stopped)
    if (promise.channel, promise.person_id) in ground.closed:
        return Waiting(Why.CLOSED, _("they asked not to be contacted like this"))
    suiting = rules.suiting(at, policy, ground.around.of(promise, policy)) if policy.binds else Suiting(at)
    if suiting.at is None:
        return Waiting(Why.NEVER, _("no hour suits both sides: ask them for theirs"), known=_known(promise, ground))
    planned_at = max(suiting.at, promise.not_before_at or suiting.at)
    if planned_at <= at:
        return None
    dropped = promise.expires_at is not None and planned_at >= promise.expires_at
    if not suiting.held:
        return Waiting(Why.NOT_BEFORE, _("not before then"), planned_at, dropped)
    said = [_said(hold, since, promise, ground) for hold, since in suiting.held]
    first = Why(suiting.held[0][0])
    by_clock = any(hold is not Hold.CAP for hold, _since in suiting.held)
    return Waiting(first, "; ".join(said), planned_at, dropped, _known(promise, ground) if by_clock else "")


def _said(hold: Hold, since: datetime, promise: Promise, ground: _Ground) -> str:
    if hold is Hold.CAP:
        return _("they were contacted as often as the policy allows")
    if hold is Hold.QUIET:
        return _("a quiet time of its policy")
    reasons = hours.telling(ground.around.window(promise).asked(since).reasons)
    said = "; ".join(hours.reason_words(reason) for reason in reasons)
    book = ground.around.book(promise.organisation_id)
    if promise.calendar_id is not None and book.is_gone(promise.calendar_id):
        return _("%(reasons)s (the hours it was made with are deleted, the organisation's count)") % {"reasons": said}
    return said


def _known(promise: Promise, ground: _Ground) -> str:
    known = ground.around.where(promise).known
    return hours.known_words(known) if known is not None else ""


def _closed(promises: Collection[Promise]) -> set[tuple[str, int]]:
    """The (channel, person) pairs that are closed."""
    wanted: dict[tuple[int, str], set[int]] = {}
    for one in promises:
        if one.person_id is not None and one.channel in _ASKED_FIRST:
            wanted.setdefault((one.organisation_id, one.channel), set()).add(one.person_id)
    return {
        (channel, person_id)
        for (organisation_id, channel), person_ids in wanted.items()
        for person_id in people.closed_persons(organisation_id, channel, person_ids)
    }
