"""The JSON API of promises: which there are, how each stands, and what people may do with them."""

from datetime import datetime
from typing import Any

from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from ringback.base.accounts.access import TokenRequest
from ringback.base.kit.errors import FieldError
from ringback.core.promises import listing, services
from ringback.core.promises.listing import PromiseFilters
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.takers import Manner, Taker

router = Router(tags=["promises"])


class PromiseOut(Schema):
    """A promise. `generation` is to be given back when it is moved, so that nothing is moved that changed meanwhile."""

    id: int
    door: str
    kind: str
    direction: str
    channel: str
    automatic: bool
    state: str
    uncertain: bool
    person_id: int | None
    person_name: str
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


class PromisesOut(Schema):
    """Promises, newest first; `after` asks for the next page and is empty on the last."""

    rows: list[PromiseOut]
    after: str


class AttemptOut(Schema):
    """One attempt; `evidence` is a call, a message, or a person's word with their name."""

    id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    evidence: dict[str, Any]
    error: str


class WaitingOut(Schema):
    """Why a promise is not kept now: stopped, closed, never, hours, quiet, cap or not_before, the same in `words`, and
    when it is planned. `dropped`: it expires before. `known`: how their time zone is known, where that counts.
    """

    why: str
    words: str
    planned_at: datetime | None
    dropped: bool
    known: str


class PromisePageOut(Schema):
    """A promise with its attempts, who did what to it, its policy in words, and why it waits, if it does."""

    promise: PromiseOut
    attempts: list[AttemptOut]
    history: list[dict[str, Any]]
    policy: list[str]
    waiting: WaitingOut | None


class PromiseQuery(Schema):
    """Which promises; what is left out filters nothing. `state` "open" is pending and being kept."""

    state: str = Field("", max_length=12)
    door: str = Field("", max_length=20)
    kind: str = Field("", max_length=40)
    person_id: int | None = None
    owner_id: int | None = None
    overdue: bool = False
    due_since_at: AwareDatetime | None = None
    due_until_at: AwareDatetime | None = None


class WordIn(Schema):
    """What a person says of it, in their own words."""

    word: str = Field("", max_length=1000)


class OutcomeIn(WordIn):
    """How a person's own attempt ended: done, busy, no_answer, voicemail, refused, wrong_number, nobody, failed."""

    outcome: Outcome


class MoveIn(Schema):
    """To when. `by_person`: the one who waits asked for it, so lateness counts from there."""

    generation: int
    due_at: AwareDatetime
    by_person: bool = False
    why: str = Field("", max_length=200)


class WhyIn(Schema):
    """Why, for the record."""

    why: str = Field("", max_length=200)


class HandOverIn(WhyIn):
    """To whom: a member, or a hunt group as a whole."""

    to_member_id: int | None = None
    to_group_id: int | None = None


class BulkHandOverIn(WhyIn):
    """Which promises, and to whom: several members in turn, a hunt group's in turn, or the group as a whole."""

    promise_ids: list[int] = Field(max_length=services.MOST_AT_ONCE)
    to_member_ids: list[int] = Field([], max_length=100)
    to_group_id: int | None = None
    in_turn: bool = False


class BulkOut(Schema):
    """Which were handed over, and which were left: closed, or out of reach."""

    done: list[int]
    left: list[int]


@router.get("/promises", response=PromisesOut, summary="Promises, newest first")
def promises(request: TokenRequest, wanted: Query[PromiseQuery], after: str = "", size: int = 50) -> Any:
    """A page of the promises within the token's reach."""
    return listing.listed(request.auth, PromiseFilters(**wanted.dict()), after, size)


@router.get("/promises/{int:promise_id}", response=PromisePageOut, summary="One promise")
def promise(request: TokenRequest, promise_id: int) -> Any:
    """A promise and its attempts."""
    return listing.promise_page(request.auth, promise_id)


@router.post("/promises/{int:promise_id}/kept", response={204: None}, summary="Say that it is kept")
def kept(request: TokenRequest, promise_id: int, body: WordIn) -> Status[None]:
    """The word of the token's member is the evidence; 409 when the promise is closed already."""
    services.mark_kept(request.auth, promise_id, {}, word=body.word)
    return Status(204, None)


@router.post("/promises/{int:promise_id}/outcome", response={204: None}, summary="Say how an attempt of yours ended")
def outcome(request: TokenRequest, promise_id: int, body: OutcomeIn) -> Status[None]:
    """The policy decides what follows."""
    services.say(request.auth, promise_id, body.outcome, body.word)
    return Status(204, None)


@router.post("/promises/{int:promise_id}/reschedule", response=PromiseOut, summary="Move it")
def reschedule(request: TokenRequest, promise_id: int, body: MoveIn) -> Any:
    """409 when it was changed since `generation` was read."""
    services.reschedule(request.auth, promise_id, body.generation, body.due_at, by_person=body.by_person, why=body.why)
    return listing.promise_page(request.auth, promise_id).promise


@router.post("/promises/{int:promise_id}/cancel", response={204: None}, summary="Take it back")
def cancel(request: TokenRequest, promise_id: int, body: WhyIn) -> Status[None]:
    """What is under way stops."""
    services.cancel(request.auth, promise_id, body.why)
    return Status(204, None)


@router.post("/promises/{int:promise_id}/hand-over", response={204: None}, summary="Let others have it")
def hand_over(request: TokenRequest, promise_id: int, body: HandOverIn) -> Status[None]:
    """What is under way goes on with whoever is at it; 409 when it is closed."""
    services.hand_over_one(request.auth, promise_id, _taker(body), body.why)
    return Status(204, None)


@router.post("/promises/hand-over", response=BulkOut, summary="Let others have many")
def hand_over_many(request: TokenRequest, body: BulkHandOverIn) -> Any:
    """In turn, the soonest due first, or all to the group."""
    if body.to_group_id is not None:
        _only_one(bool(body.to_member_ids))
        taker = Taker(Manner.IN_TURN if body.in_turn else Manner.WHOLE, body.to_group_id)
        return services.hand_over_to(request.auth, body.promise_ids, taker, body.why)
    return services.hand_over_in_turn(request.auth, body.promise_ids, body.to_member_ids, body.why)


def _taker(body: HandOverIn) -> Taker:
    _only_one((body.to_member_id is None) == (body.to_group_id is None))
    if body.to_group_id is not None:
        return Taker(Manner.WHOLE, body.to_group_id)
    return Taker(Manner.MEMBER, body.to_member_id or 0)


def _only_one(wrong: bool) -> None:
    if wrong:
        raise FieldError("to_group_id", "Say either members or a hunt group.", "Leave one of the two out.")
