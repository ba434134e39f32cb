"""Making a promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ringback.base.database import doorbell, many_rows
from ringback.core.promises.models import Direction, Promise
from ringback.core.promises.rules import Policy
from ringback.core.promises.services.life import PROMISES, set_wake, today_ring


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise about to be made (MISSION H3, H4); up to `grace_seconds` after `due_at` still count as on time.

    `made_key` names it within its organisation: a second draft with the same key makes no second promise.
    `content` is plain JSON values for its handler. `at_most_once` False: after a crash it is simply done again.
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


def make(draft: Draft) -> Promise:
    """Write the promise in the caller's transaction and ring for the keeper.

    Where one with the draft's `made_key` stands already, that one is given back, unchanged.
    """
    deadline_at = draft.due_at + timedelta(seconds=draft.grace_seconds)
    promise = Promise(
        organisation_id=draft.organisation_id,
        door=draft.door,
        kind=draft.kind,
        subject_id=draft.subject_id,
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        direction=draft.direction,
        channel=draft.channel,
        automatic=draft.automatic,
        policy=draft.policy.to_json(),
        not_before_at=draft.not_before_at,
        due_at=draft.due_at,
        first_due_at=draft.due_at,
        grace_seconds=draft.grace_seconds,
        deadline_at=deadline_at,
        expires_at=draft.expires_at,
        at_most_once=draft.at_most_once,
        content=dict(draft.content),
        made_key=draft.made_key,
    )
    set_wake(promise)
    if not many_rows.insert_if_free(promise):
        return Promise.objects.get(organisation_id=draft.organisation_id, made_key=draft.made_key)
    doorbell.ring_all([PROMISES, today_ring(promise)])
    return promise
