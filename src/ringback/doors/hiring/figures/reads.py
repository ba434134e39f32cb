"""Agreed interviews counted, and the people behind a count. Counted from rows that outlast whoever they were about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, member_names, place_of
from ringback.base.kit import clock
from ringback.doors.hiring.figures import rules
from ringback.doors.hiring.figures.asking import Asked, Part, day_in, number_in
from ringback.doors.hiring.figures.rules import Counts
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import interviews_of
from ringback.doors.hiring.openings.services import openings_of

MOST_LISTED = 100
MOST_ROWS = 200

INVITATIONS: Mapping[str, str | Text] = {
    "agreed": gettext_lazy("A time was agreed, then a mail"),
    "agreed_text": gettext_lazy("A time was agreed, then a mail and a text message"),
    "chosen": gettext_lazy("They chose from a mail"),
    "chosen_text": gettext_lazy("They chose from a mail, then a text message, too"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One way to take the interviews apart: its name, and what the database groups by."""

    title: str | Text
    group: Callable[[ZoneInfo], Combinable]


_INVITED = Case(
    When(choose_until_at=None, texted=True, then=Value("agreed_text")),
    When(choose_until_at=None, then=Value("agreed")),
    When(texted=True, then=Value("chosen_text")),
    default=Value("chosen"),
    output_field=CharField(),
)

TABLES: Mapping[str, Table] = {
    "day": Table(gettext_lazy("Day"), lambda zone: TruncDay("starts_at", tzinfo=zone)),
    "week": Table(gettext_lazy("Week"), lambda zone: TruncWeek("starts_at", tzinfo=zone)),
    "month": Table(gettext_lazy("Month"), lambda zone: TruncMonth("starts_at", tzinfo=zone)),
    "recruiter": Table(gettext_lazy("Recruiter"), lambda _zone: F("created_by_id")),
    "opening": Table(gettext_lazy("Opening"), lambda _zone: F("application__opening_id")),
    "source": Table(gettext_lazy("Source"), lambda _zone: F("application__source")),
    "invitation": Table(gettext_lazy("Invitation"), lambda _zone: _INVITED),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: how addresses name it, how people do (`day` for times), and what was counted."""

    key: str
    name: str
    counts: Counts
    day: date | None = None


def today_of(actor: Actor) -> date:
    """Which day it is by the organisation's clock."""
    return clock.now().astimezone(_zone(actor)).date()


def table(actor: Actor, asked: Asked) -> list[Row]:
    """What was asked for, taken apart: times in order, the newest first; others by how many. One count, one list."""
    zone = _zone(actor)
    group = TABLES[asked.by].group(zone)
    rows = _asked(actor, asked, zone).order_by().values_list(group, "state", "reason").annotate(Count("pk"))
    found: dict[object, Counts] = {}
    for key, state, reason, count in rows:
        found.setdefault(key, Counts()).add(state, reason, count)
    if asked.by in rules.TIMES:
        days = {key.astimezone(zone).date(): counts for key, counts in found.items() if isinstance(key, datetime)}
        return [Row(day.isoformat(), day.isoformat(), days[day], day) for day in sorted(days, reverse=True)]
    names = _names(actor, asked.by)
    made = [Row("" if key is None else str(key), names(key), counts) for key, counts in found.items()]
    return sorted(made, key=lambda row: (-row.counts.agreed, row.name))


def counted(actor: Actor, asked: Asked) -> Counts:
    """All of what was asked for, together."""
    rows = _asked(actor, asked, _zone(actor)).order_by().values_list("state", "reason").annotate(Count("pk"))
    whole = Counts()
    for state, reason, count in rows:
        whole.add(state, reason, count)
    return whole


def behind(actor: Actor, asked: Asked, part: Part) -> QuerySet[Interview]:
    """The interviews behind a number, the newest first: as many as were counted."""
    zone = _zone(actor)
    rows = _asked(actor, _narrowed(asked, part), zone)
    if part.what:
        rows = rows.filter(state__in=[state for state, what in rules.COUNTED_AS.items() if what == part.what])
    if part.reason:
        rows = rows.filter(reason=part.reason)
    if part.key is not None and asked.by not in rules.TIMES:
        rows = _with_key(rows, asked.by, part.key)
    return rows.prefetch_related("interviewers__user").order_by("-starts_at", "-id")


def name_of(actor: Actor, by: str, key: str) -> str:
    """How people name a row that is no time."""
    number = number_in(key)
    return _names(actor, by)(number if by in ("recruiter", "opening") else key)


def recruiters(actor: Actor) -> list[tuple[int, str]]:
    """Who has invited anybody within the actor's reach, by name."""
    names = member_names(actor.organisation_id, gone_too=True)
    found = interviews_of(actor).order_by().values_list("created_by_id", flat=True).distinct()
    return sorted(((key, names[key]) for key in found if key in names), key=lambda one: one[1])


def _asked(actor: Actor, asked: Asked, zone: ZoneInfo) -> QuerySet[Interview]:
    """Agreed interviews of those days. Who was only offered times has agreed to nothing."""
    since, until = _midnight(asked.first, zone), _midnight(asked.last + timedelta(days=1), zone)
    rows = interviews_of(actor).filter(starts_at__gte=since, starts_at__lt=until, booked_at__isnull=False)
    if asked.opening_id is not None:
        rows = rows.filter(application__opening_id=asked.opening_id)
    if asked.recruiter_id is not None:
        rows = rows.filter(created_by_id=asked.recruiter_id)
    return rows.filter(state__in=rules.COUNTED_AS)


def _narrowed(asked: Asked, part: Part) -> Asked:
    """To the day, week or month of the row, as far as that lies within what was asked."""
    day = day_in(part.key or "")
    if asked.by not in rules.TIMES or day is None:
        return asked
    last = rules.follows(day, asked.by) - timedelta(days=1)
    return Asked(max(asked.first, day), min(asked.last, last), asked.by, asked.opening_id, asked.recruiter_id)


def _with_key(rows: QuerySet[Interview], by: str, key: str) -> QuerySet[Interview]:
    number = number_in(key)
    if by == "recruiter":
        return rows.filter(created_by_id=number)
    if by == "opening":
        return rows.filter(application__opening_id=number or 0)
    if by == "source":
        return rows.filter(application__source=key)
    return rows.alias(invited=_INVITED).filter(invited=key)


def _names(actor: Actor, by: str) -> Callable[[object], str]:
    if by == "recruiter":
        people = member_names(actor.organisation_id, gone_too=True)
        return lambda key: people.get(key, "") if isinstance(key, int) else _("Somebody who left")
    if by == "opening":
        titles = dict(openings_of(actor).order_by().values_list("id", "title"))
        return lambda key: titles.get(key, "") if isinstance(key, int) else ""
    if by == "invitation":
        return lambda key: str(INVITATIONS.get(str(key), ""))
    return lambda key: str(key) or _("not known")


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(place_of(actor.organisation_id)[0])


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
