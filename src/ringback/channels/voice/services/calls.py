"""Placing calls, following them, ending them, and saying afterwards what they came to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ringback.base.accounts.services import Actor, audit, dialling_stopped, require
from ringback.base.database import doorbell, many_rows
from ringback.base.database.doorbell import Ring
from ringback.base.kit import clock, ids, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError, StoppedError
from ringback.channels.voice import rules, whispered
from ringback.channels.voice.engine.facts import CallOutcome
from ringback.channels.voice.models import Agent, Call, CallCommand, Disposition, HuntGroup, Leg, Stage, shown_stage
from ringback.channels.voice.strategies import words_of
from ringback.channels.voice.visible import calls_within
from ringback.core.people import services as people
from ringback.core.promises import services as promises

TEST_CALL_SECONDS = 120
MOST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A call that shall be made: `number` is E.164, `key` the attempt's idempotency key, instants are aware.

    `whisper_words` fill {site}, {page}, {city} and {name} of the hunt group's whisper; what is not known is left out.
    `member_id`: the promise is this member's, so that they alone are rung, where the group has a phone of theirs.
    `skills` and `language` (a tag, or "") are what the request asks for. `prefer_agent_id`: who is rung first, if free
    (MISSION W26); None: whoever of the group the person spoke to last, which need not be looked for where they are a
    `newcomer`. `queue_until_at`: until when it may wait in the queue while all agents are busy (MISSION W9); None: not
    at all. `in_browser`: the visitor talks from an open page, and `number` is empty.
    `confirmed`: the number was proven to be theirs, so that they may be rung first where the group does that.
    """

    organisation_id: int
    promise_id: int | None
    attempt_id: int | None
    key: str
    group_id: int
    person_id: int | None
    number: str
    requested_at: datetime
    expires_at: datetime
    whisper_words: Mapping[str, str] = field(default_factory=dict)
    member_id: int | None = None
    prefer_agent_id: int | None = None
    skills: Sequence[str] = ()
    language: str = ""
    newcomer: bool = False
    queue_until_at: datetime | None = None
    in_browser: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the newest call of a promise has come; `at` is when it last changed. A planned call that waits in
    the queue has the stage "queued"."""

    call_id: str
    stage: str
    at: datetime
    outcome: str
    agent_answered_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None


def place(order: CallOrder) -> Call:
    """Write a planned call in the caller's transaction and ring for the voice role.

    Raises ConflictError when that number has a live call: the database allows one. The same `key` again, which
    happens on a replay after a crash, returns the call that is there.
    """
    plan: dict[str, Any] = {
        "words": {name: str(text)[: whispered.MOST_WORD] for name, text in order.whisper_words.items()}
    }
    asked: dict[str, Any] = {
        "skills": words_of(",".join(order.skills)),
        "language": order.language[:8],
        "prefer": order.prefer_agent_id,
        "newcomer": order.newcomer,
        "in_browser": order.in_browser,
        "confirmed": order.confirmed,
        "waits_until": order.queue_until_at.isoformat() if order.queue_until_at is not None else None,
    }
    plan |= {name: value for name, value in asked.items() if value}
    if order.member_id is not None and (phones_of := _phones_of(order.group_id, order.member_id)):
        plan["agents"] = phones_of
    return write_call(order, plan)


def _phones_of(group_id: int, member_id: int) -> list[int]:
    """The agents of the group that a member answers as."""
    agents = Agent.objects.filter(places__group_id=group_id, member_id=member_id, active=True)
    return list(agents.values_list("id", flat=True))


def write_call(order: CallOrder, plan: dict[str, Any]) -> Call:
    """`place` with the plan as it is given."""
    call = many_rows.new(
        Call,
        organisation_id=order.organisation_id,
        call_id=ids.public_id(),
        key=order.key,
        promise_id=order.promise_id,
        attempt_id=order.attempt_id,
        group_id=order.group_id,
        person_id=order.person_id,
        number=order.number,
        live_number=order.number or None,
        plan=plan,
        requested_at=order.requested_at,
        expires_at=order.expires_at,
    )
    if not many_rows.insert_if_free(call):
        earlier = Call.objects.filter(key=order.key).first()
        if earlier is not None:
            return earlier
        raise ConflictError("This number is being called already.")
    doorbell.ring_all([Ring("calls", {}), Ring("desk", {"organisation": order.organisation_id, "what": "calls"})])
    return call


def progress(promise_id: int) -> Progress | None:
    """The newest call of the promise; None when none was placed yet."""
    return progress_of([promise_id]).get(promise_id)


def progress_of(promise_ids: Iterable[int]) -> dict[int, Progress]:
    """The newest call of each of the promises, in one indexed query; without a call they are left out."""
    rows = Call.objects.filter(promise_id__in=list(promise_ids)).order_by("id").values_list("promise_id", *_MOVED)
    return {promise_id: _progress(*row) for promise_id, *row in rows if promise_id is not None}


def progress_by_id(organisation_id: int, row_id: int) -> Progress | None:
    """How far one call of the organisation has come, which may keep no promise; None where there is none."""
    row = Call.objects.filter(organisation_id=organisation_id, pk=row_id).values_list(*_MOVED).first()
    return None if row is None else _progress(*row)


_MOVED = (
    "call_id",
    "stage",
    "outcome",
    "planned_at",
    "queued_at",
    "claimed_at",
    "agent_answered_at",
    "connected_at",
    "ended_at",
)


def _progress(call_id: str, stage: str, outcome: str, *moments: datetime | None) -> Progress:
    at = max(moment for moment in moments if moment is not None)
    return Progress(call_id, shown_stage(stage, moments[1], moments[2]), at, outcome, *moments[3:])


def members_rung(call_id: str) -> list[int]:
    """The members whose phones a call rang, whoever took it in the end."""
    legs = Leg.objects.filter(call__call_id=call_id, agent__member__isnull=False)
    return sorted(set(legs.values_list("agent__member_id", flat=True)))


def hang_up(actor: Actor, call_id: str) -> None:
    """End a call, whatever stage it is in. Raises ConflictError when it has ended already."""
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        end_call(call, "ended on the desk", actor.member_id)
        audit(actor, "call hung up", f"call {call_id}")


def withdraw(promise_id: int, why: str) -> None:
    """End the open call of a promise that is not wanted any more. Runs in the caller's transaction."""
    for call in Call.objects.filter(promise_id=promise_id, ended_at=None):
        end_call(call, why, None)


def end_call(call: Call, why: str, by_id: int | None) -> None:
    """End a call, in the caller's transaction: now while it waits, else by its process. Raises ConflictError."""
    now = clock.now()
    waiting = Call.objects.filter(id=call.id, stage=Stage.PLANNED)
    ended: dict[str, Any] = {
        "stage": Stage.ENDED,
        "outcome": CallOutcome.cancelled,
        "detail": why[:200],
        "ended_at": now,
        "live_number": None,
    }
    if waiting.update(**ended) == 1:
        if call.attempt_id is not None:
            promises.report(call.attempt_id, rules.promise_outcome(CallOutcome.cancelled, talked=False), {}, at=now)
    elif Call.objects.filter(id=call.id, ended_at=None).exists():
        CallCommand.objects.create(call=call, kind="hang_up", detail={"why": why[:200]}, by_id=by_id)
        doorbell.ring("commands")
    else:
        raise ConflictError("This call has ended already.")
    _ring_desk(call.organisation_id)


def dispose(actor: Actor, call_id: str, disposition: str, note: str | None = None) -> None:
    """Say what a call came to; that it was a voicemail or somebody else reaches the promise behind it.

    Without a `note` the one that is there stays. Raises FieldError for an unknown disposition.
    """
    if disposition and disposition not in Disposition.values:
        raise FieldError("disposition", "There is no such disposition.", f"Use one of {', '.join(Disposition.values)}.")
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        kept = call.note if note is None else note.strip()[:MOST_NOTE]
        Call.objects.filter(id=call.id).update(disposition=disposition, note=kept, disposition_by_id=actor.member_id)
        if call.attempt_id is not None:
            promises.correct(actor, call.attempt_id, rules.outcome_said(disposition))
        audit(actor, "call disposed", f"call {call_id}", disposition=disposition)
        _ring_desk(actor.organisation_id)


def never_call_again(actor: Actor, call_id: str, why: str) -> None:
    """Put the called number on the list of no contact: whoever took the call heard it said. Twice is once.

    Raises FieldError without a reason, ConflictError where the number has been erased.
    """
    with transaction.atomic():
        call = reachable(actor, call_id, "calls.act")
        if not call.number:
            raise ConflictError("The number of this call is not kept any more.")
        people.close_for(actor, "voice", call.number, why)


def test_call(actor: Actor, number: str, *, group_id: int | None = None, agent_id: int | None = None) -> Call:
    """Call a hunt group, or one agent alone through their first group, and then `number` (typed by a person).

    Raises FieldError for the number, StoppedError while dialling is stopped, ConflictError when it is being called.
    """
    group, agent_ids = _tried(actor, group_id, agent_id)
    require(actor, "setup.edit", ("group", group.id))
    if why := dialling_stopped(actor.organisation_id):
        raise StoppedError(why)
    phone = phones.parse(number, "ZZ", "number")
    now = clock.now()
    order = CallOrder(
        organisation_id=actor.organisation_id,
        promise_id=None,
        attempt_id=None,
        key=f"test-{ids.public_id()}",
        group_id=group.id,
        person_id=None,
        number=phone.e164,
        requested_at=now,
        expires_at=now + timedelta(seconds=TEST_CALL_SECONDS),
    )
    with transaction.atomic():
        call = write_call(order, {"words": {"name": actor.name}, "agents": agent_ids, "test": True})
        audit(actor, "test call", f"call {call.call_id}")
    return call


test_call.__test__ = False  # type: ignore[attr-defined]


def _tried(actor: Actor, group_id: int | None, agent_id: int | None) -> tuple[HuntGroup, list[int] | None]:
    groups = HuntGroup.objects.filter(organisation_id=actor.organisation_id)
    if agent_id is not None:
        agent = Agent.objects.filter(organisation_id=actor.organisation_id, id=agent_id, active=True).first()
        if agent is None:
            raise NotFoundError("There is no such agent.")
        groups = groups.filter(places__agent_id=agent.id)
    if group_id is not None:
        groups = groups.filter(id=group_id)
    group = groups.order_by("id").first()
    if group is None:
        raise NotFoundError("There is no such hunt group.")
    return group, None if agent_id is None else [agent_id]


def reachable(actor: Actor, call_id: str, permission: str) -> Call:
    """A call the actor sees and has `permission` over, locked. Raises NotFoundError, NotAllowedError."""
    within, seen = calls_within(actor, permission), calls_within(actor, "calls.see")
    rows = Call.objects.select_for_update(of=("self",)).filter(call_id=call_id)
    call = None if seen is None else rows.filter(seen).first()
    if call is None:
        raise NotFoundError("There is no such call.")
    if within is None or not rows.filter(within).exists():
        raise NotAllowedError("Your role does not allow this for this call.")
    return call


def _ring_desk(organisation_id: int) -> None:
    doorbell.ring("desk", organisation=organisation_id, what="calls")
