"""The last look before an attempt: nobody is contacted in a quiet time, outside hours, or more often than a cap allows.

A plan may have become wrong since it was made: a keeper that was away comes back at night, and other doors have
called meanwhile. So what is claimed passes here in the claim's own transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from ringback.base.database import queries
from ringback.core.promises import rules
from ringback.core.promises.models import Promise, State
from ringback.core.promises.rules import Decision, Policy, Verdict
from ringback.core.promises.services.around import surroundings
from ringback.core.promises.services.life import set_wake, settle

# Noted on a promise that was given up because both sides never have time at once.
NO_HOUR = "no permitted time"

_BINDING = frozenset({"within_hours", "caps", "quiet", "quiet_dates"})


def admit(claimed: list[Promise], at: datetime) -> list[Promise]:
    """Those of the promises just claimed that may be kept now; the others are put off to the first instant that suits.

    No statement is made for promises whose policies bind to nothing, nor for the first try of what the person asked
    for now.
    """
    bound = [promise for promise in claimed if is_bound(promise, at)]
    if not bound:
        return claimed
    read = [(promise, Policy.from_json(promise.policy)) for promise in bound]
    _lock_persons(promise.person_id for promise, policy in read if policy.caps)
    around = surroundings(read, at, about_to=[promise.pk for promise in bound])
    put_off = set()
    for promise, policy in read:
        suits = rules.suits(at, policy, around.of(promise, policy))
        if suits == at:
            around.note_contact(promise, at)
        else:
            put_off.add(promise.pk)
            _put_off(promise, suits, at)
    return [promise for promise in claimed if promise.pk not in put_off]


def first_that_suits(promise: Promise) -> datetime | None:
    """From when on `due_at` suits the person; None where that is then, or nothing binds."""
    if not promise.automatic or not is_bound(promise, promise.due_at):
        return None
    policy = Policy.from_json(promise.policy)
    at = rules.suits(promise.due_at, policy, surroundings([(promise, policy)], promise.due_at).of(promise, policy))
    return None if at == promise.due_at else at


def is_bound(promise: Promise, at: datetime) -> bool:
    """Whether the promise may have to wait for an instant that suits the person; by its row alone."""
    if _BINDING.isdisjoint(promise.policy):
        return False
    if promise.attempts_made > 1:
        return True
    wished = rules.asked_until(Policy.from_json(promise.policy), promise.deadline_at, promise.grace_seconds)
    return wished is None or at >= wished


def _put_off(promise: Promise, suits: datetime | None, at: datetime) -> None:
    promise.attempts_made -= 1
    if suits is None:
        promise.evidence = {**promise.evidence, "why": NO_HOUR}
        promise.save(update_fields=["attempts_made", "evidence"])
        settle(promise, Decision(Verdict.BROKEN), at)
    elif promise.expires_at is not None and suits >= promise.expires_at:
        promise.save(update_fields=["attempts_made"])
        settle(promise, Decision(Verdict.EXPIRED), at)
    else:
        promise.state, promise.lease, promise.not_before_at = State.PENDING, "", suits
        set_wake(promise)
        promise.save(update_fields=["attempts_made", "state", "lease", "not_before_at", "wake_at"])


def _lock_persons(person_ids: Iterable[int | None]) -> None:
    """Let another keeper that is about to contact the same persons wait, so that both together stay below the cap."""
    wanted = sorted({person_id for person_id in person_ids if person_id is not None})
    if wanted and connection.features.has_select_for_update:
        table = Promise.person.field.related_model._meta.db_table
        queries.fetch(
            f"SELECT id FROM {table} WHERE id IN ({queries.marks(len(wanted))}) ORDER BY id FOR NO KEY UPDATE", wanted
        )
