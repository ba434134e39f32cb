"""What the desk shows of calls, trunks, hunt groups and agents: read-only, within the reader's grants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, require_reach
from ringback.base.kit import phones
from ringback.base.kit.errors import NotFoundError
from ringback.channels.voice.engine.plan import BROWSER
from ringback.channels.voice.models import Agent, Call, CallEvent, HuntGroup, Leg, Recording, Stage, Trunk, Way
from ringback.channels.voice.queueing.services import Place, queue_place
from ringback.channels.voice.visible import calls_within
from ringback.core.people.services import never_called

PAGE = 50
WITHHELD = gettext_lazy("Number withheld")
RowT = TypeVar("RowT", Trunk, HuntGroup, Agent)


@dataclass(frozen=True, slots=True)
class CallFilters:
    """Which calls are wanted; empty fields filter nothing. `number` is any part of one; instants are aware. `queued`:
    those that stood in the queue and do so no longer; `came`: "answered" (of the queued: by an agent) or "missed"."""

    stage: str = ""
    outcome: str = ""
    group_id: int | None = None
    agent_id: int | None = None
    disposition: str = ""
    number: str = ""
    since_at: datetime | None = None
    until_at: datetime | None = None
    recorded: bool | None = None
    test: bool | None = None
    way: str = ""
    queued: bool = False
    came: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call in a list. `number` is shown in full or masked, as the reader's grants say; `place`: where a call
    stands that waits in the queue."""

    call_id: str
    number: str
    person_name: str
    stage: str
    stage_label: str
    outcome: str
    detail: str
    group_id: int | None
    group_name: str
    agent_name: str
    promise_id: int | None
    requested_at: datetime
    agent_answered_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    talk_seconds: float
    disposition: str
    recording: str
    test: bool
    note: str
    lead_value: Decimal | None
    lead_currency: str
    person_id: int | None = None
    disposition_by: str = ""
    came_in: bool = False
    place: Place | None = None

    @property
    def way(self) -> str:
        """Who called whom: "in" where they called us, else "out"."""
        return Way.IN if self.came_in else Way.OUT

    @property
    def answer_seconds(self) -> float | None:
        """From the request to the agent's answer (MISSION W20)."""
        return _between(self.requested_at, self.agent_answered_at)

    @property
    def connect_seconds(self) -> float | None:
        """From the request to the conversation (MISSION W20)."""
        return _between(self.requested_at, self.connected_at)

    @property
    def live(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first, and the key of the page after them ("" when this is the last)."""

    rows: tuple[CallRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class LegRow:
    """One party's way through a call. `address` is masked where it is a number the reader may not see."""

    number: int
    role: str
    name: str
    address: str
    dialled_at: datetime
    ringing_at: datetime | None
    answered_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    cause: str
    sip_code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """How far the sound of a call is, and whether the reader may hear it. `url` is empty while they cannot."""

    id: int
    state: str
    state_label: str
    url: str
    duration_seconds: float
    lost_packets: int
    error: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """Everything about one call."""

    row: CallRow
    legs: tuple[LegRow, ...]
    events: tuple[CallEvent, ...]
    recording: RecordingRow | None
    may_act: bool
    closed: bool
    person_id: int | None


@dataclass(frozen=True, slots=True)
class AgentRow:
    """An agent, and the live call they are in, if any."""

    agent: Agent
    member_name: str
    in_call: bool
    group_names: tuple[str, ...] = field(default=())


def calls(actor: Actor, filters: CallFilters | None = None, after: str = "", size: int = PAGE) -> Page:
    """A page of the calls the actor may see, newest first, beginning after the key `after` of the page before."""
    rows = _filtered(actor, _seen(actor), filters or CallFilters())
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(tuple(_rows(actor, found)), str(found[-1].pk) if more else "")


def live(actor: Actor) -> tuple[CallRow, ...]:
    """The calls under way that the actor may see, oldest first."""
    return tuple(_rows(actor, list(_seen(actor).filter(ended_at=None).order_by("id")[:200])))


def call(actor: Actor, call_id: str) -> CallPage:
    """One call with its legs, timeline and recording. Raises NotFoundError beyond the actor's reach."""
    found = _seen(actor).filter(call_id=call_id).first()
    if found is None:
        raise NotFoundError("There is no such call.")
    (row,) = _rows(actor, [found])
    return CallPage(
        row=row,
        legs=tuple(_leg(actor, found, leg) for leg in found.legs.select_related("agent")),
        events=tuple(found.events.all()),
        recording=_recording(actor, found),
        may_act=_reaches(actor, "calls.act", found),
        closed=bool(never_called([(found.organisation_id, found.number)])),
        person_id=found.person_id if actor.may("people.see") else None,
    )


def recording(actor: Actor, call_id: str) -> Recording:
    """The recording row of a call, for its player. Raises NotFoundError where the actor may not hear it."""
    within = calls_within(actor, "recordings.hear")
    found = None if within is None else Call.objects.filter(within, call_id=call_id).first()
    row = None if found is None else Recording.objects.filter(call=found).first()
    if row is None or not row.file:
        raise NotFoundError("There is no such recording.")
    return row


def trunks(actor: Actor) -> tuple[Trunk, ...]:
    """The organisation's trunks by name."""
    require_reach(actor, "calls.see")
    return tuple(Trunk.objects.filter(organisation_id=actor.organisation_id).order_by("name"))


def trunk(actor: Actor, trunk_id: int) -> Trunk:
    """One trunk. Raises NotFoundError."""
    return _one(trunks(actor), trunk_id)


def groups(actor: Actor) -> tuple[HuntGroup, ...]:
    """The hunt groups within the actor's reach by name, with their places and agents loaded."""
    far = require_reach(actor, "calls.see")
    rows = HuntGroup.objects.filter(organisation_id=actor.organisation_id)
    if not far.everywhere:
        rows = rows.filter(id__in=far.ids("group"))
    return tuple(rows.select_related("trunk").prefetch_related("places__agent").order_by("name"))


def group(actor: Actor, group_id: int) -> HuntGroup:
    """One hunt group. Raises NotFoundError."""
    return _one(groups(actor), group_id)


def agents(actor: Actor) -> tuple[AgentRow, ...]:
    """The organisation's agents by name, with what they are doing now."""
    require_reach(actor, "calls.see")
    found = Agent.objects.filter(organisation_id=actor.organisation_id).order_by("name")
    rows = list(found.select_related("member__user").prefetch_related("places__group"))
    busy = set(Leg.objects.filter(live_agent_id__in=[row.pk for row in rows]).values_list("live_agent_id", flat=True))
    return tuple(
        AgentRow(
            agent=row,
            member_name=str(row.member.user) if row.member else "",
            in_call=row.pk in busy,
            group_names=tuple(place.group.name for place in row.places.all()),
        )
        for row in rows
    )


def agent(actor: Actor, agent_id: int) -> Agent:
    """One agent. Raises NotFoundError."""
    require_reach(actor, "calls.see")
    return _one(Agent.objects.filter(organisation_id=actor.organisation_id, id=agent_id), agent_id)


def own_agents(actor: Actor) -> tuple[Agent, ...]:
    """The agents that are the actor themselves: whose presence the desk's switch sets."""
    if actor.member_id is None:
        return ()
    rows = Agent.objects.filter(organisation_id=actor.organisation_id, member_id=actor.member_id, active=True)
    return tuple(rows.order_by("id"))


def _seen(actor: Actor) -> QuerySet[Call]:
    within = calls_within(actor, "calls.see")
    rows = Call.objects.none() if within is None else Call.objects.filter(within)
    return rows.select_related("group", "agent", "person", "recording", "disposition_by__user")


def _filtered(actor: Actor, rows: QuerySet[Call], wanted: CallFilters) -> QuerySet[Call]:
    exact: dict[str, Any] = {
        "stage": wanted.stage,
        "outcome": wanted.outcome,
        "group_id": wanted.group_id,
        "agent_id": wanted.agent_id,
        "disposition": wanted.disposition,
        "way": wanted.way,
        "planned_at__gte": wanted.since_at,
        "planned_at__lt": wanted.until_at,
    }
    condition = Q(**{name: value for name, value in exact.items() if value})
    digits = "".join(character for character in wanted.number if character.isdigit())
    if digits:  # who may not see numbers may not find them out digit by digit either
        shown = calls_within(actor, "numbers.see")
        rows = rows.none() if shown is None else rows.filter(shown)
        condition &= Q(number__contains=digits)
    if wanted.recorded is not None:
        condition &= Q(recording__isnull=not wanted.recorded)
    if wanted.queued:
        condition &= Q(queued_at__isnull=False) & ~Q(agent_answered_at=None, ended_at=None)
    if wanted.came:
        reached = Q(**{"agent_answered_at" if wanted.queued else "connected_at": None})
        condition &= ~reached if wanted.came == "answered" else reached & Q(ended_at__isnull=False)
    if wanted.test is not None:
        tried = Q(promise_id__isnull=True, way=Way.OUT)
        condition &= tried if wanted.test else ~tried
    return rows.filter(condition)


def _rows(actor: Actor, found: Iterable[Call]) -> Iterable[CallRow]:
    rows = list(found)
    places = queue_place(one.call_id for one in rows if one.shown_stage == Stage.QUEUED)
    for one in rows:
        yield call_row(one, _number(actor, one, one.number), places.get(one.call_id))


def call_row(one: Call, number: str, place: Place | None = None) -> CallRow:
    """A loaded call as a list shows it, `number` as its reader may see it, with its `place` in the queue."""
    spoken = getattr(one, "recording", None)
    return CallRow(
        call_id=one.call_id,
        number=number or (str(WITHHELD) if one.way == Way.IN else ""),
        person_name=one.person.name if one.person else "",
        stage=one.shown_stage,
        stage_label=str(Stage(one.shown_stage).label),
        outcome=one.outcome,
        detail=one.detail,
        group_id=one.group_id,
        group_name=one.group.name if one.group else "",
        agent_name=one.agent.name if one.agent else "",
        promise_id=one.promise_id,
        requested_at=one.requested_at,
        agent_answered_at=one.agent_answered_at,
        connected_at=one.connected_at,
        ended_at=one.ended_at,
        talk_seconds=one.talk_seconds,
        disposition=one.disposition,
        recording=spoken.state if spoken else "",
        test=bool(one.plan.get("test")),
        note=one.note,
        lead_value=one.lead_value,
        lead_currency=one.lead_currency,
        person_id=one.person_id,
        disposition_by=str(one.disposition_by.user) if one.disposition_by else "",
        came_in=one.way == Way.IN,
        place=place,
    )


def _leg(actor: Actor, found: Call, leg: Leg) -> LegRow:
    in_browser = leg.address.startswith(BROWSER)
    shown = "" if in_browser else leg.address if leg.role == "agent" else _number(actor, found, found.number)
    return LegRow(
        number=leg.number,
        role=leg.role,
        name=leg.agent.name if leg.agent else "",
        address=shown.removeprefix("sip:"),
        dialled_at=leg.dialled_at,
        ringing_at=leg.ringing_at,
        answered_at=leg.answered_at,
        accepted_at=leg.accepted_at,
        ended_at=leg.ended_at,
        cause=leg.cause,
        sip_code=leg.sip_code,
        reason=leg.reason,
    )


def _recording(actor: Actor, found: Call) -> RecordingRow | None:
    row = getattr(found, "recording", None)
    if row is None or row.state == Recording.State.UNWANTED:
        return None
    audible = bool(row.file) and _reaches(actor, "recordings.hear", found)
    return RecordingRow(
        id=row.pk,
        state=row.state,
        state_label=str(row.get_state_display()),
        url=f"/calls/{found.call_id}/recording" if audible else "",
        duration_seconds=row.duration_seconds,
        lost_packets=row.lost_packets,
        error=row.error,
    )


def _number(actor: Actor, found: Call, e164: str) -> str:
    return phones.shown(e164) if _reaches(actor, "numbers.see", found) else phones.masked(e164)


def _reaches(actor: Actor, permission: str, found: Call) -> bool:
    """Whether a call that the actor sees is also within reach of `permission`."""
    return actor.may(permission, ("group", found.group_id or 0))


def _one(rows: Iterable[RowT], row_id: int) -> RowT:
    for row in rows:
        if row.pk == row_id:
            return row
    raise NotFoundError("There is no such row.")


def _between(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds()
