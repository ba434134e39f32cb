"""Kept on time (MISSION C6): the headline figure, and the same by door, kind, person and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, member_names, place_of
from ringback.core.promises import reads
from ringback.core.promises.reads import KeptOnTime
from ringback.core.promises.services import label_of
from ringback.desk import cards
from ringback.desk.chart import Column, columns

WEEKS = (4, 13, 26, 52)
USUAL_WEEKS = 13


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what it is about, and its figure."""

    label: str | Text
    figure: KeptOnTime


@dataclass(frozen=True, slots=True)
class Week:
    """A week, by its Monday; `figure` and `column` are None where no promise was to be kept."""

    monday: date
    figure: KeptOnTime | None
    column: Column | None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole page: the figure over all of it, the figure of the time before, and the parts."""

    whole: KeptOnTime
    before: KeptOnTime
    weeks: list[Week]
    doors: list[Line]
    kinds: list[Line]
    people: list[Line]


def report(actor: Actor, now: datetime, weeks: int) -> Report:
    """The last `weeks` weeks with the one under way, in the actor's reach; Mondays are the organisation's."""
    zone = ZoneInfo(place_of(actor.organisation_id)[0])
    begins = _monday(now, zone) - timedelta(weeks=weeks - 1)
    since, until = _midnight(begins, zone), now + timedelta(seconds=1)
    earlier = _midnight(begins - timedelta(weeks=weeks), zone)
    names = member_names(actor.organisation_id, gone_too=True)

    def apart(by: reads.By) -> Mapping[object, KeptOnTime]:
        return reads.kept_by(actor, since, until, by, zone)

    return Report(
        whole=reads.kept_on_time(actor, since, until),
        before=reads.kept_on_time(actor, earlier, since),
        weeks=_weeks(begins, weeks, apart("week"), zone),
        doors=[Line(cards.door_title(str(door)), figure) for door, figure in apart("door").items()],
        kinds=[Line(label_of(str(kind)), figure) for kind, figure in apart("kind").items()],
        people=list(_people(apart("owner").items(), names)),
    )


def _people(figures: Iterable[tuple[object, KeptOnTime]], names: Mapping[int, str]) -> Iterable[Line]:
    for member_id, figure in figures:
        name = names.get(member_id) if isinstance(member_id, int) else None
        yield Line(name or _("Nobody in particular"), figure)


def _weeks(begins: date, count: int, figures: Mapping[object, KeptOnTime], zone: ZoneInfo) -> list[Week]:
    by_monday = {at.astimezone(zone).date(): figure for at, figure in figures.items() if isinstance(at, datetime)}
    mondays = [begins + timedelta(weeks=place) for place in range(count)]
    found = [by_monday.get(monday) for monday in mondays]
    bars = columns([figure.share if figure else None for figure in found])
    return [Week(*one) for one in zip(mondays, found, bars, strict=True)]


def _monday(now: datetime, zone: ZoneInfo) -> date:
    today = now.astimezone(zone).date()
    return today - timedelta(days=today.weekday())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
