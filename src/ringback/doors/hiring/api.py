"""The JSON API of the hiring door: openings, applications, interviews, and how answers stand."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from ringback.base.accounts.access import TokenRequest
from ringback.doors.hiring import api_rows as rows
from ringback.doors.hiring.candidates import reads as candidate_reads
from ringback.doors.hiring.candidates import services as candidates
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.reads import Asked
from ringback.doors.hiring.candidates.services import ApplyValues
from ringback.doors.hiring.interviews import services as interviews
from ringback.doors.hiring.openings import services as openings
from ringback.doors.hiring.openings.services import OpeningValues

router = Router(tags=["hiring"])
MOST_KEY = 70


class StageOut(Schema):
    """A step on the way to a decision."""

    id: int
    position: int
    name: str
    kind: str
    days: int | None


class OpeningOut(Schema):
    """A post to be filled. `address` is its public page while `state` is open; `token` names it there."""

    id: int
    title: str
    level: str
    state: str
    token: str
    address: str
    owner_id: int | None
    place: str
    country: str
    remote: str
    zone: str
    pay_from: Decimal | None
    pay_to: Decimal | None
    currency: str
    pay_period: str
    closing_at: datetime | None
    decide_at: datetime | None
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class OpeningWholeOut(OpeningOut):
    """An opening with its texts and its stages, in order."""

    duties: str
    requirements: list[str]
    benefits: str
    consent_text: str
    consent_version: str
    stages: list[StageOut]


class OpeningsOut(Schema):
    """Openings, newest first; `next` is the `before` of the page after, or null at the end."""

    items: list[OpeningOut]
    next: int | None


class OpeningIn(Schema):
    """What is said of a new opening; what is left out is as the desk's form begins with."""

    title: str = Field(max_length=120)
    level: Literal["specialist", "manager", "top"] = "specialist"
    owner_id: int | None = None
    pay_from: Decimal | None = None
    pay_to: Decimal | None = None
    currency: str = Field("EUR", max_length=3)
    pay_period: Literal["hour", "month", "year"] = "month"
    duties: str = Field("", max_length=8000)
    requirements: list[str] = Field([], max_length=30)
    benefits: str = Field("", max_length=8000)
    promotion: str = Field("", max_length=8000)
    superior: str = Field("", max_length=8000)
    place: str = Field("", max_length=120)
    country: str = Field("", max_length=2)
    remote: Literal["no", "partly", "fully"] = "no"
    zone: str = Field("Europe/Berlin", max_length=64)
    interview_address: str = Field("", max_length=8000)
    route: str = Field("", max_length=8000)
    contact_name: str = Field("", max_length=120)
    contact_phone: str = Field("", max_length=40)
    contact_email: str = Field("", max_length=200)
    company: str = Field("", max_length=120)
    website: str = Field("", max_length=200)
    language: str = Field("en", max_length=8)
    consent_text: str = Field("", max_length=8000)
    closing_at: AwareDatetime | None = None


class ApplicationOut(Schema):
    """An application and where it stands. Give `version` back when you move it. `phone` is masked for tokens that may
    not see numbers; name and contact are empty once somebody was erased. `answered_at` null: an answer is owed,
    unless they withdrew."""

    id: int
    opening_id: int
    person_id: int | None
    name: str
    email: str
    phone: str
    stage_id: int
    stage: str
    state: str
    source: str
    city: str
    wanted_pay: Decimal | None
    applied_at: datetime
    entered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    version: int


class ApplicationsOut(Schema):
    """Applications, newest first; `next` is the `before` of the page after, or null at the end."""

    items: list[ApplicationOut]
    next: int | None


class ApplicationIn(Schema):
    """Somebody who applied another way. A name, and an address or a number."""

    name: str = Field(max_length=120)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    source: str = Field("", max_length=60)
    wanted_pay: Decimal | None = None
    city: str = Field("", max_length=110)
    zone: str = Field("", max_length=64)
    language: str = Field("", max_length=8)
    message: str = Field("", max_length=6000)
    resume_text: str = Field("", max_length=60_000)


class MoveIn(Schema):
    """Into which stage, from the `version` that was read."""

    version: int
    stage_id: int
    why: str = Field("", max_length=500)


class FinishIn(Schema):
    """How it ends, or "active" again; the reserve needs a `why`. Nothing is sent by it: answers are decided apart."""

    version: int
    state: Literal["refused", "hired", "withdrawn", "reserve", "active"]
    why: str = Field("", max_length=500)


class InterviewOut(Schema):
    """An interview. `starts_at` is null while the candidate may still choose; `reason`: why they did not come."""

    id: int
    application_id: int
    opening_id: int
    stage_id: int | None
    name: str
    state: str
    starts_at: datetime | None
    minutes: int
    room: str
    online_url: str
    interviewer_ids: list[int]
    reason: str
    booked_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None


class InterviewsOut(Schema):
    """Interviews in the order of their time; `after` asks for the next page and is empty on the last."""

    items: list[InterviewOut]
    after: str


class InterviewQuery(Schema):
    """Which interviews: those that have a time, from and before these, of one opening."""

    since_at: AwareDatetime | None = None
    until_at: AwareDatetime | None = None
    opening_id: int | None = None
    after: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=100)


class AnswerOut(Schema):
    """How one candidate's answer stands: given, on_its_way, to_be_called, stuck, owed, or none (they withdrew)."""

    application_id: int
    state: str
    kind: str
    answered_at: datetime | None


class AnswersOut(Schema):
    """Of everybody who was `owed` an answer so many are `answered`; then each, newest first."""

    owed: int
    answered: int
    items: list[AnswerOut]
    next: int | None


class PageQuery(Schema):
    """Which page."""

    before: int | None = Field(None, description="Only older than the one with this id.")
    limit: int = Field(50, ge=1, le=100)


class OpeningQuery(PageQuery):
    """Which openings."""

    state: Literal["", "draft", "open", "closed"] = ""


class ApplicationQuery(PageQuery):
    """Which applications: in a stage (active ones), in a state, or "waiting" for an answer."""

    stage_id: int | None = None
    state: Literal["", "active", "reserve", "hired", "refused", "withdrawn", "waiting"] = ""


@router.get("/hiring/openings", response=OpeningsOut, summary="Openings, newest first")
def list_openings(request: TokenRequest, query: Query[OpeningQuery]) -> dict[str, object]:
    """The openings within the token's reach."""
    found = openings.openings_of(request.auth).order_by("-id")
    if query.state:
        found = found.filter(state=query.state)
    page, following = _page(found, query)
    return {"items": [rows.opening(one) for one in page], "next": following}


@router.post("/hiring/openings", response={201: OpeningWholeOut}, summary="Make an opening")
def make_opening(request: TokenRequest, body: OpeningIn) -> Status[dict[str, Any]]:
    """A draft with the usual stages; nobody sees it before it is opened."""
    made = openings.save_opening(request.auth, None, OpeningValues(**body.dict()))
    return Status(201, rows.whole_opening(openings.opening_of(request.auth, made.pk)))


@router.get("/hiring/openings/{int:opening_id}", response=OpeningWholeOut, summary="One opening")
def one_opening(request: TokenRequest, opening_id: int) -> dict[str, Any]:
    """One opening with its stages."""
    return rows.whole_opening(openings.opening_of(request.auth, opening_id))


@router.post("/hiring/openings/{int:opening_id}/open", response=OpeningWholeOut, summary="Open it")
def open_opening(request: TokenRequest, opening_id: int) -> dict[str, Any]:
    """Its public page is there; 422 while something lacks without which nobody can apply."""
    return rows.whole_opening(openings.open_opening(request.auth, opening_id))


@router.post("/hiring/openings/{int:opening_id}/close", response=OpeningWholeOut, summary="Close it")
def close_opening(request: TokenRequest, opening_id: int) -> dict[str, Any]:
    """409 while anybody is without an answer."""
    return rows.whole_opening(openings.close_opening(request.auth, opening_id))


@router.get("/hiring/openings/{int:opening_id}/applications", response=ApplicationsOut, summary="Its applications")
def list_applications(request: TokenRequest, opening_id: int, query: Query[ApplicationQuery]) -> dict[str, object]:
    """The applications for an opening, newest first."""
    asked = Asked(stage_id=query.stage_id, state=query.state)
    page, following = _page(candidate_reads.listed(request.auth, opening_id, asked).order_by("-id"), query)
    return {"items": [rows.application(request.auth, one) for one in page], "next": following}


@router.post(
    "/hiring/openings/{int:opening_id}/applications", response={201: ApplicationOut}, summary="Add an application"
)
def add_application(request: TokenRequest, opening_id: int, body: ApplicationIn) -> Status[dict[str, Any]]:
    """Whoever applied before is found again, and so is what the same `Idempotency-Key` header made."""
    key = request.headers.get("Idempotency-Key", "")[:MOST_KEY]
    values = ApplyValues(**body.dict(), key=f"api {key}" if key else None)
    made = candidates.add_application(request.auth, opening_id, values)
    return Status(201, rows.application(request.auth, candidates.application_of(request.auth, made.pk)))


@router.get("/hiring/applications/{int:application_id}", response=ApplicationOut, summary="One application")
def one_application(request: TokenRequest, application_id: int) -> dict[str, Any]:
    """One application and where it stands."""
    return rows.application(request.auth, candidates.application_of(request.auth, application_id))


@router.post("/hiring/applications/{int:application_id}/move", response=ApplicationOut, summary="Move it to a stage")
def move(request: TokenRequest, application_id: int, body: MoveIn) -> dict[str, Any]:
    """409 when somebody moved it since `version` was read."""
    moved = candidates.move(request.auth, application_id, body.version, body.stage_id, body.why)
    return rows.application(request.auth, moved)


@router.post("/hiring/applications/{int:application_id}/finish", response=ApplicationOut, summary="End it")
def finish(request: TokenRequest, application_id: int, body: FinishIn) -> dict[str, Any]:
    """409 when somebody moved it since `version` was read, or it cannot get there."""
    if body.state == "active":
        return _shown(request, candidates.resume(request.auth, application_id, body.version, body.why))
    return _shown(request, candidates.finish(request.auth, application_id, body.version, body.state, body.why))


@router.get("/hiring/interviews", response=InterviewsOut, summary="Interviews by time")
def list_interviews(request: TokenRequest, query: Query[InterviewQuery]) -> dict[str, object]:
    """The interviews within the token's reach that have a time, the earliest first."""
    found = interviews.interviews_of(request.auth).filter(starts_at__isnull=False)
    if query.since_at is not None:
        found = found.filter(starts_at__gte=query.since_at)
    if query.until_at is not None:
        found = found.filter(starts_at__lt=query.until_at)
    if query.opening_id is not None:
        found = found.filter(application__opening_id=query.opening_id)
    page = list(rows.following(found, query.after)[: query.limit + 1])
    items = page[: query.limit]
    after = rows.cursor(items) if len(page) > len(items) else ""
    return {"items": [rows.interview(one) for one in items], "after": after}


@router.get("/hiring/interviews/{int:interview_id}", response=InterviewOut, summary="One interview")
def one_interview(request: TokenRequest, interview_id: int) -> dict[str, Any]:
    """One interview and how it stands."""
    return rows.interview(interviews.interview_of(request.auth, interview_id))


@router.get("/hiring/openings/{int:opening_id}/answers", response=AnswersOut, summary="How its answers stand")
def list_answers(request: TokenRequest, opening_id: int, query: Query[PageQuery]) -> dict[str, object]:
    """Who has an answer, and who waits for one."""
    page, following = _page(candidates.applications_of(request.auth, opening_id).order_by("-id"), query)
    return {**rows.figure(opening_id), "items": rows.answers(page), "next": following}


def _shown(request: TokenRequest, found: Application) -> dict[str, Any]:
    return rows.application(request.auth, found)


def _page(found: "QuerySet[Any]", query: PageQuery) -> tuple[list[Any], int | None]:
    """The rows of a page, and the `before` of the one after it."""
    older = found.filter(id__lt=query.before) if query.before is not None else found
    page = list(older[: query.limit + 1])
    return page[: query.limit], page[query.limit - 1].pk if len(page) > query.limit else None
