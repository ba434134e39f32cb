"""Steps of a candidacy: promises that the seeker keeps themselves, each with the norm behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ringback.base.accounts.services import system_actor
from ringback.core.promises import services as promises
from ringback.core.promises.services import Direction, Draft, Policy, Promise, State, policy_for
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.touches import kinds
from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.kinds import DOOR
from ringback.doors.jobsearch.workspaces.models import Workspace

_OPEN = (State.PENDING, State.KEEPING)
# Calls are due at an hour: whoever has them hears of it an hour before.
_CALL_POLICY = Policy(remind_before_seconds=(3600,))


@dataclass(frozen=True, slots=True)
class Because:
    """Why a step is due when it is: a norm's slug, or "agreed"; `contact_id` whom it concerns, `key` makes it once.

    `more` is kept beside them: ids, numbers and enumerations, for nothing typed may stand in a promise's row.
    """

    norm: str
    contact_id: int | None = None
    key: str | None = None
    more: Mapping[str, int | str | bool | None] = field(default_factory=dict)


def promise_step(
    candidacy: Candidacy,
    kind: str,
    due: Due,
    because: Because,
    *,
    channel: str = "voice",
    direction: str = Direction.WE_CONTACT,
    expires_at: datetime | None = None,
) -> Promise:
    """Promise a step that the seeker takes, or that they await; in the caller's transaction."""
    return promise_of_workspace(
        candidacy.workspace,
        kind,
        candidacy.pk,
        due,
        because,
        channel=channel,
        direction=direction,
        expires_at=expires_at,
    )


def promise_of_workspace(
    workspace: Workspace,
    kind: str,
    subject_id: int,
    due: Due,
    because: Because,
    *,
    channel: str = "mail",
    direction: str = Direction.WE_CONTACT,
    expires_at: datetime | None = None,
) -> Promise:
    """As `promise_step`, about any row of the workspace."""
    usual = _CALL_POLICY if channel == "voice" and direction == Direction.WE_CONTACT else Policy()
    return promises.make(
        Draft(
            organisation_id=workspace.organisation_id,
            door=DOOR,
            kind=kind,
            channel=channel,
            due_at=due.at,
            subject_id=subject_id,
            owner_id=workspace.member_id,
            direction=direction,
            automatic=False,
            policy=policy_for(workspace.organisation_id, DOOR, kind, usual),
            grace_seconds=due.grace_seconds,
            expires_at=expires_at,
            content={"norm": because.norm, "contact": because.contact_id, **because.more},
            made_key=because.key,
        )
    )


def open_steps(candidacy: Candidacy, wanted: Collection[str] | None = None) -> list[Promise]:
    """The candidacy's open steps of these kinds, or of all that are known here, the soonest due first."""
    slugs = [one for one in (wanted if wanted is not None else kinds.known()) if one != kinds.LOOK_ON]
    rows = Promise.objects.filter(organisation_id=candidacy.workspace.organisation_id, door=DOOR, kind__in=slugs)
    return list(rows.filter(subject_id=candidacy.pk, state__in=_OPEN).order_by("due_at", "id"))


def keep_steps(
    candidacy: Candidacy, wanted: Collection[str], touch_id: int | None, *, contact_id: int | None = None
) -> list[int]:
    """Close the open steps of these kinds as kept, by a touch; with `contact_id` only theirs, or nobody's.

    In the caller's transaction. Gives back the ids of the promises.
    """
    found = open_steps(candidacy, wanted)
    kept = [one for one in found if contact_id is None or one.content.get("contact") in (contact_id, None)]
    for one in kept:
        keep_step(one, touch_id)
    return [one.pk for one in kept]


def keep_step(promise: Promise, touch_id: int | None) -> None:
    """Close an open step as kept, by a touch; in the caller's transaction."""
    evidence: dict[str, Any] = {"touch": touch_id}
    promises.mark_kept(system_actor(promise.organisation_id), promise.pk, evidence)


def cancel_steps(candidacy: Candidacy, wanted: Collection[str] | None, why: str) -> None:
    """Take back the open steps of these kinds, or of all; in the caller's transaction."""
    for one in open_steps(candidacy, wanted):
        cancel_step(one, why)


def cancel_step(promise: Promise, why: str) -> None:
    """Take back an open step; in the caller's transaction."""
    promises.cancel(system_actor(promise.organisation_id), promise.pk, why)


def move_step(promise: Promise, due_at: datetime, why: str) -> None:
    """Put a step to another time, from which it counts as late; in the caller's transaction."""
    house = system_actor(promise.organisation_id)
    promises.reschedule(house, promise.pk, promise.generation, due_at, by_person=True, why=why)
