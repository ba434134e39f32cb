"""The JSON API of the voice channel: calls and what they came to, trunks, hunt groups, agents and their presence."""

from datetime import datetime
from typing import Any

from ninja import Field, Query, Router, Schema, Status

from ringback.base.accounts.access import TokenRequest
from ringback.channels.voice import reads, services
from ringback.channels.voice.reads import CallFilters

router = Router(tags=["voice"])
MOST_ROWS = 200


class CallOut(Schema):
    """A call. `way`: "out" where we called, "in" where they did. `number` is masked for tokens that may not see
    numbers; seconds count from the request."""

    call_id: str
    way: str
    number: str
    person_name: str
    stage: str
    outcome: str
    detail: str
    group_id: int | None
    agent_name: str
    promise_id: int | None
    requested_at: datetime
    agent_answered_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    answer_seconds: float | None
    connect_seconds: float | None
    talk_seconds: float
    disposition: str
    recording: str
    test: bool


class CallsOut(Schema):
    """Calls, newest first; `after` asks for the next page and is empty on the last."""

    rows: list[CallOut]
    after: str


class LegOut(Schema):
    """One party's way through a call."""

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


class CallPageOut(Schema):
    """A call with its legs."""

    call: CallOut
    note: str
    legs: list[LegOut]


class DispositionIn(Schema):
    """What a call came to."""

    disposition: str = Field(max_length=24)
    note: str | None = Field(None, max_length=4000, description="Left out, the note that is there stays.")


class TrunkOut(Schema):
    """A trunk and whether it is registered; secrets are never given out."""

    id: int
    name: str
    host: str
    port: int
    active: bool
    registers: bool
    state: str
    state_detail: str
    channels: int


class GroupOut(Schema):
    """A hunt group and its agents in hunting order."""

    id: int
    name: str
    trunk_id: int | None
    record: bool
    press_to_accept: bool
    agent_ids: list[int]


class AgentOut(Schema):
    """An agent, and whether they take calls or are in one."""

    id: int
    name: str
    presence: str
    in_call: bool
    active: bool


class PresenceIn(Schema):
    """Whether the agent takes calls: available, away or wrap_up."""

    presence: str = Field(max_length=12)


class CallQuery(Schema):
    """Which calls; what is left out filters nothing."""

    stage: str = ""
    outcome: str = ""
    group_id: int | None = None
    agent_id: int | None = None
    disposition: str = ""
    way: str = ""
    number: str = Field("", max_length=40)
    since_at: datetime | None = None
    until_at: datetime | None = None


@router.get("/calls", response=CallsOut, summary="Calls, newest first")
def calls(request: TokenRequest, wanted: Query[CallQuery], after: str = "", size: int = 50) -> Any:
    """A page of the calls within the token's reach."""
    filters = CallFilters(**wanted.dict())
    return reads.calls(request.auth, filters, after, max(1, min(size, MOST_ROWS)))


@router.get("/calls/{call_id}", response=CallPageOut, summary="One call")
def call(request: TokenRequest, call_id: str) -> dict[str, Any]:
    """A call and its legs."""
    page = reads.call(request.auth, call_id)
    return {"call": page.row, "note": page.row.note, "legs": page.legs}


@router.post("/calls/{call_id}/hang-up", response={204: None}, summary="End a call")
def hang_up(request: TokenRequest, call_id: str) -> Status[None]:
    """Ends the call whatever it is doing; 409 when it has ended already."""
    services.hang_up(request.auth, call_id)
    return Status(204, None)


@router.post("/calls/{call_id}/disposition", response={204: None}, summary="Say what a call came to")
def dispose(request: TokenRequest, call_id: str, body: DispositionIn) -> Status[None]:
    """Sets disposition and note."""
    services.dispose(request.auth, call_id, body.disposition, body.note)
    return Status(204, None)


@router.get("/trunks", response=list[TrunkOut], summary="Trunks")
def trunks(request: TokenRequest) -> Any:
    """The organisation's trunks and their state."""
    return reads.trunks(request.auth)


@router.get("/groups", response=list[GroupOut], summary="Hunt groups")
def groups(request: TokenRequest) -> list[dict[str, Any]]:
    """The hunt groups within the token's reach."""
    return [
        {
            "id": group.pk,
            "name": group.name,
            "trunk_id": group.trunk_id,
            "record": group.record,
            "press_to_accept": group.press_to_accept,
            "agent_ids": [place.agent_id for place in group.places.all()],
        }
        for group in reads.groups(request.auth)
    ]


@router.get("/agents", response=list[AgentOut], summary="Agents")
def agents(request: TokenRequest) -> list[dict[str, Any]]:
    """The organisation's agents and what they are doing."""
    return [
        {
            "id": row.agent.pk,
            "name": row.agent.name,
            "presence": row.agent.presence,
            "in_call": row.in_call,
            "active": row.agent.active,
        }
        for row in reads.agents(request.auth)
    ]


@router.put("/agents/{agent_id}/presence", response={204: None}, summary="Say whether an agent takes calls")
def presence(request: TokenRequest, agent_id: int, body: PresenceIn) -> Status[None]:
    """One's own presence, or anybody's with the permission to."""
    services.set_presence(request.auth, agent_id, body.presence)
    return Status(204, None)
