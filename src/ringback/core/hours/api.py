"""The JSON API of hours: calendars, exceptions, time off, the calling window, and when somebody may be called next."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from ringback.base.accounts.access import TokenRequest
from ringback.core.hours import asking, in_json, services
from ringback.core.hours.asking import Question
from ringback.core.hours.services import CalendarValues, TimeOffValues

router = Router(tags=["hours"])

Time = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Hours = Annotated[tuple[Time, Time], Field(description="From and until; until that is not later is the next day's.")]
Day = Annotated[list[Hours], Field(max_length=6)]
Week = Annotated[list[Day], Field(min_length=7, max_length=7, description="Monday to Sunday.")]


class WeekIn(Schema):
    """Hours of each weekday, Monday first; [] is closed, ["00:00", "24:00"] the whole day."""

    week: Week


class CalendarIn(WeekIn):
    """A calendar. An empty zone is the organisation's, an empty country keeps no public holidays."""

    zone: str = Field("", max_length=64)
    holiday_country: str = Field("", max_length=2)
    holiday_region: str = Field("", max_length=40)


class NewCalendarIn(CalendarIn):
    """Whose it is: organisation (0), site, group or member."""

    scope: str = Field(max_length=12)
    scope_id: int = 0


class ExceptionOut(Schema):
    """Days on which neither the week nor holidays count, but `hours`; [] is closed. Both days are included."""

    id: int
    first_day: date
    last_day: date
    hours: list[tuple[str, str]]
    note: str


class CalendarOut(Schema):
    """A calendar with its exceptions that are not over, and how it stands now. `zone_in_force`: whose clock counts."""

    id: int
    scope: str
    scope_id: int
    zone: str
    zone_in_force: str
    week: list[list[tuple[str, str]]]
    holiday_country: str
    holiday_region: str
    exceptions: list[ExceptionOut]
    is_open: bool
    changes_at: datetime | None


class ExceptionIn(Schema):
    """Without hours the days are closed; without a last day it is one."""

    first_day: date
    last_day: date | None = None
    hours: Day = []
    note: str = Field("", max_length=120)


class TimeOffIn(Schema):
    """From the first to the last day; with times from an instant of the first to one of the last, by their clock."""

    first_day: date
    last_day: date | None = None
    from_time: Time | None = None
    until_time: Time | None = None
    note: str = Field("", max_length=120)


class TimeOffOut(Schema):
    """When a member is away."""

    id: int
    starts_at: datetime
    ends_at: datetime
    whole_days: bool
    note: str


class WindowIn(WeekIn):
    """When people may be called, by their own clock. `source`: who says so."""

    on_holidays: bool = True
    source: str = Field("", max_length=300)


class WindowOut(Schema):
    """The same; `is_norm`: nobody has set it."""

    week: list[list[tuple[str, str]]]
    on_holidays: bool
    source: str
    is_norm: bool


class QuestionIn(Schema):
    """Whom, from when, and whose hours of yours count. `zone` is what the person said of theirs; without `at`: now.

    Where neither number, zone nor country is given, only your own hours count.
    """

    at: AwareDatetime | None = None
    phone: str = Field("", max_length=40)
    zone: str = Field("", max_length=64)
    country: str = Field("", max_length=2)
    site_id: int | None = None
    group_id: int | None = None
    member_id: int | None = None


class ReasonOut(Schema):
    """Why not at `at`. `who`: we, member, they. `why`: early, late, between, day, holiday, exception, away."""

    who: str
    why: str
    words: str


class AnswerOut(Schema):
    """The first permitted instant, null where there is none within 400 days, and why it is not the one asked for.

    `zones`: where the person may be, all of which count; `known`: how we know.
    """

    at: datetime
    permitted: bool
    next_at: datetime | None
    reasons: list[ReasonOut]
    zones: list[str]
    known: str


@router.get("/hours/calendars", response=list[CalendarOut], summary="Calendars you may change")
def calendars(request: TokenRequest) -> Any:
    """The organisation's, then those of sites, hunt groups and members."""
    return in_json.calendars(request.auth)


@router.post("/hours/calendars", response={201: CalendarOut}, summary="Give something hours")
def make_calendar(request: TokenRequest, body: NewCalendarIn) -> Any:
    """422 where it has some, 404 where there is no such site, hunt group or member."""
    asking.require_known(request.auth, body.scope, body.scope_id)
    made = services.save_calendar(request.auth, None, _values(body, body.scope, body.scope_id))
    return Status(201, in_json.calendar(request.auth, made.pk))


@router.get("/hours/calendars/{int:calendar_id}", response=CalendarOut, summary="One calendar")
def calendar(request: TokenRequest, calendar_id: int) -> Any:
    """With its exceptions."""
    return in_json.calendar(request.auth, calendar_id)


@router.put("/hours/calendars/{int:calendar_id}", response=CalendarOut, summary="Change a calendar")
def change_calendar(request: TokenRequest, calendar_id: int, body: CalendarIn) -> Any:
    """All of it but whose it is. Its exceptions stay."""
    own = services.calendar_of(request.auth, calendar_id)
    services.save_calendar(request.auth, calendar_id, _values(body, own.scope, own.scope_id))
    return in_json.calendar(request.auth, calendar_id)


@router.delete("/hours/calendars/{int:calendar_id}", response={204: None}, summary="Delete a calendar")
def delete_calendar(request: TokenRequest, calendar_id: int) -> Status[None]:
    """Promises that were made with it go by the organisation's."""
    services.delete_calendar(request.auth, calendar_id)
    return Status(204, None)


@router.post("/hours/calendars/{int:calendar_id}/exceptions", response={201: ExceptionOut}, summary="Other hours")
def add_exception(request: TokenRequest, calendar_id: int, body: ExceptionIn) -> Any:
    """On single days, or from one day to another."""
    last_day, spans = body.last_day or body.first_day, in_json.spans(body.hours)
    made = services.add_exception(request.auth, calendar_id, body.first_day, last_day, spans, body.note)
    return Status(201, in_json.exception(made))


@router.delete(
    "/hours/calendars/{int:calendar_id}/exceptions/{int:exception_id}",
    response={204: None},
    summary="Let the week hold again",
)
def delete_exception(request: TokenRequest, calendar_id: int, exception_id: int) -> Status[None]:
    """On the days of that exception."""
    services.delete_exception(request.auth, calendar_id, exception_id)
    return Status(204, None)


@router.get("/hours/members/{int:member_id}/time-off", response=list[TimeOffOut], summary="When a member is away")
def time_off(request: TokenRequest, member_id: int) -> Any:
    """What is now or lies ahead, the soonest first."""
    return [in_json.time_off(row) for row in services.time_off_of(request.auth, member_id)]


@router.post("/hours/members/{int:member_id}/time-off", response={201: TimeOffOut}, summary="Let a member be away")
def take_time_off(request: TokenRequest, member_id: int, body: TimeOffIn) -> Any:
    """Nothing is planned for them then."""
    values = TimeOffValues(
        first_day=body.first_day,
        last_day=body.last_day or body.first_day,
        from_time=in_json.clock_time(body.from_time),
        until_time=in_json.clock_time(body.until_time),
        note=body.note,
    )
    return Status(201, in_json.time_off(services.take_time_off(request.auth, member_id, values)))


@router.delete(
    "/hours/members/{int:member_id}/time-off/{int:time_off_id}", response={204: None}, summary="Delete time off"
)
def give_back(request: TokenRequest, member_id: int, time_off_id: int) -> Status[None]:
    """They are there again."""
    services.give_back_time_off(request.auth, member_id, time_off_id)
    return Status(204, None)


@router.get("/hours/window", response=WindowOut, summary="When people may be called")
def window(request: TokenRequest) -> Any:
    """By their own clock."""
    return in_json.window(request.auth)


@router.put("/hours/window", response=WindowOut, summary="Set when people may be called")
def save_window(request: TokenRequest, body: WindowIn) -> Any:
    """In place of the norm, or of what was set before."""
    services.save_window(request.auth, in_json.week(body.week), on_holidays=body.on_holidays, source=body.source)
    return in_json.window(request.auth)


@router.delete("/hours/window", response={204: None}, summary="Let the norm hold again")
def reset_window(request: TokenRequest) -> Status[None]:
    """Twice is once."""
    services.reset_window(request.auth)
    return Status(204, None)


@router.post("/hours/permitted", response=AnswerOut, summary="When may somebody be called next, and why not now?")
def permitted(request: TokenRequest, body: QuestionIn) -> Any:
    """A question, sent as a body so that no number stands in an address. Nothing is kept of it."""
    return asking.answered(request.auth, Question(**body.dict()))


def _values(body: CalendarIn, scope: str, scope_id: int) -> CalendarValues:
    return CalendarValues(
        scope=scope,
        scope_id=scope_id,
        week=in_json.week(body.week),
        zone=body.zone,
        holiday_country=body.holiday_country,
        holiday_region=body.holiday_region,
    )
