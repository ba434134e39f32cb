"""Making a promise, and keeping at once what is due at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ringback.base.database import doorbell, gathered, many_rows
from ringback.base.kit import clock
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Direction, Promise, State
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.services.attempts import begin
from ringback.core.promises.services.gate import is_bound
from ringback.core.promises.services.life import PROMISES, set_wake, today_ring
from ringback.core.promises.services.reporting import report

# What `make_and_keep` writes.
MAKING_ROWS = (Promise, Attempt)


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise about to be made (MISSION H3, H4); up to `grace_seconds` after `due_at` still count as on time.

    `made_key` names it within its organisation: a second draft with the same key makes no second promise.
    `content` is plain JSON values for its handler; `zone` and `place` in it, if there, are the time zones of the
    browser that asked and of the site or opening, by which the person's hours are judged.
    `at_most_once` False: after a crash it is simply done again.
    `expires_at` None: as the policy says. `calendar_id`: whose hours bind. `lead_id`: who hears of it when it is long
    overdue, otherwise the organisation's leads. `group_id`: the hunt group that has it, where the channel has some.
    A promise that they contact us is a person's to keep: `automatic` does not count.
    """

    organisation_id: int
    door: str
    kind: str
    channel: str
    due_at: datetime
    subject_id: int | None = None
    person_id: int | None = None
    owner_id: int | None = None
    direction: str = Direction.WE_CONTACT
    automatic: bool = True
    policy: Policy = field(default_factory=Policy)
    not_before_at: datetime | None = None
    grace_seconds: int = 0
    expires_at: datetime | None = None
    at_most_once: bool = True
    content: Mapping[str, Any] = field(default_factory=dict)
    made_key: str | None = None
    calendar_id: int | None = None
    lead_id: int | None = None
    group_id: int | None = None


def make(draft: Draft) -> Promise:
    """Write the promise in the caller's transaction and ring for the keeper.

    Where one with the draft's `made_key` stands already, that one is given back, unchanged.
    """
    promise = _promise(draft)
    set_wake(promise)
    if not many_rows.insert_if_free(promise):
        return _standing(draft)
    doorbell.ring_all([PROMISES, today_ring(promise)])
    return promise


def make_and_keep(draft: Draft, keep: Callable[[Promise, Attempt], Outcome | HandedOver]) -> Promise:
    """As `make`, and where the promise is due this moment it is kept in the same transaction, by whoever makes it.

    `keep` does what the kind's handler would do at the keeper's call, by rows alone; what it raises undoes all of it,
    and is for the caller to undo. What is not due yet, or is to be tried again, is the keeper's as ever (ADR 15).
    """
    at = clock.now()
    promise = _promise(draft)
    if not _is_due(promise, at) or is_bound(promise, at):
        return make(draft)
    promise.state, promise.attempts_made = State.KEEPING, 1
    set_wake(promise)
    if not many_rows.insert_if_free(promise):
        return _standing(draft)
    attempt = begin(promise, at)
    result = keep(promise, attempt)
    if not isinstance(result, HandedOver):
        gathered.flush()
        report(attempt.pk, result, {}, at=at)
    doorbell.ring_all([today_ring(promise)])
    return promise


def _is_due(promise: Promise, at: datetime) -> bool:
    """What the keeper asks in SQL, of a promise about to be made."""
    begun = promise.due_at <= at and (promise.not_before_at is None or promise.not_before_at <= at)
    return promise.automatic and begun and (promise.expires_at is None or promise.expires_at > at)


def _standing(draft: Draft) -> Promise:
    return Promise.objects.get(organisation_id=draft.organisation_id, made_key=draft.made_key)


def _promise(draft: Draft) -> Promise:
    expires_after, made_at = draft.policy.expires_after_seconds, clock.now()
    expires_at = draft.expires_at
    if expires_at is None and expires_after is not None:
        expires_at = made_at + timedelta(seconds=expires_after)
    return many_rows.new(
        Promise,
        organisation_id=draft.organisation_id,
        door=draft.door,
        kind=draft.kind,
        subject_id=draft.subject_id,
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        direction=draft.direction,
        channel=draft.channel,
        automatic=draft.automatic and draft.direction == Direction.WE_CONTACT,
        lead_id=draft.lead_id,
        group_id=draft.group_id,
        calendar_id=draft.calendar_id,
        policy=draft.policy.to_json(),
        not_before_at=draft.not_before_at,
        due_at=draft.due_at,
        first_due_at=draft.due_at,
        grace_seconds=draft.grace_seconds,
        deadline_at=draft.due_at + timedelta(seconds=draft.grace_seconds),
        expires_at=expires_at,
        created_at=made_at,
        at_most_once=draft.at_most_once,
        content=dict(draft.content),
        made_key=draft.made_key,
    )
