"""When both sides may talk: the first instant at which every party is open, and why it is not now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from ringback.core.hours.rules.parties import Party, Who

HORIZON_DAYS = 400


class Why(StrEnum):
    """Why a party is closed."""

    EARLY = "early"
    LATE = "late"
    BETWEEN = "between"
    DAY = "day"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a party is closed at an instant: `local_at` by its own clock, `note` the holiday's or exception's name."""

    who: Who
    why: Why
    local_at: datetime
    zone: str
    note: str = ""
    name: str = ""
    place: str = ""

    @classmethod
    def of(cls, party: Party, at: datetime) -> Self:
        """The reason of a party that is closed at `at`."""
        local = at.astimezone(party.zone)
        why, note = _why(party, at, local)
        return cls(party.who, why, local, party.zone.key, note, party.name, party.place)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first permitted instant, or None within the horizon; `reasons` say why it is not the one asked for."""

    at: datetime | None
    reasons: tuple[Reason, ...] = ()


def next_permitted(at: datetime, parties: Sequence[Party], days: int = HORIZON_DAYS) -> Answer:
    """The first instant at or after `at` (aware) at which all `parties` are open, searched for `days` days.

    Right across changes of the clock: an hour that is skipped is never open, one that comes twice is open twice.
    """
    instant = at.astimezone(UTC)
    reasons = tuple(Reason.of(party, instant) for party in parties if not party.stretch(instant)[0])
    return Answer(first_permitted(instant, parties, days) if reasons else at, reasons)


def first_permitted(at: datetime, parties: Sequence[Party], days: int = HORIZON_DAYS) -> datetime | None:
    """As `next_permitted`, in UTC and without reasons: for those who only plan.

    Asks the parties in turn, going on to where a closed one may open, until all in a row are open.
    """
    at = at.astimezone(UTC)  # adding to a zone's own time would add to its clock instead
    latest = at + timedelta(days=days)
    asked, in_a_row = 0, 0
    while in_a_row < len(parties):
        is_open, until = parties[asked % len(parties)].stretch(at)
        if is_open:
            asked, in_a_row = asked + 1, in_a_row + 1
            continue
        at, in_a_row = until, 0
        if at > latest:
            return None
    return at


def open_until(at: datetime, parties: Sequence[Party], days: int = 8) -> datetime | None:
    """When the first of `parties`, all open at `at`, closes; None when none does within `days` days."""
    at = at.astimezone(UTC)
    latest = at + timedelta(days=days)
    while at <= latest:
        stretches = [party.stretch(at) for party in parties]
        if not stretches or not all(is_open for is_open, _until in stretches):
            return at if stretches else None
        at = min(until for _is_open, until in stretches)
    return None


def telling(reasons: Iterable[Reason]) -> list[Reason]:
    """The one of each kind that says most: of many zones, that of the earliest morning or the latest night."""
    found: dict[tuple[Who, Why], Reason] = {}
    for reason in reasons:
        known = found.setdefault((reason.who, reason.why), reason)
        earlier = reason.local_at.time() < known.local_at.time()
        if earlier if reason.why is Why.EARLY else reason.local_at.time() > known.local_at.time():
            found[(reason.who, reason.why)] = reason
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether all are open at `at`, and `until` when: the next closing or opening, None where none is in sight."""

    at: datetime
    is_open: bool
    until: datetime | None


def outlook(at: datetime, parties: Sequence[Party]) -> Outlook:
    """How things stand at `at` (aware), for those who look at a page."""
    opens = first_permitted(at, parties)
    return Outlook(at, True, open_until(at, parties)) if opens == at else Outlook(at, False, opens)


def _why(party: Party, at: datetime, local: datetime) -> tuple[Why, str]:
    if any(start <= at < end for start, end in party.away):
        return Why.AWAY, ""
    day = local.date()
    exceptional, minute = party.exceptions.get(day), local.hour * 60 + local.minute
    hours = party.hours_on(day)
    if exceptional is not None and not exceptional.spans:
        return Why.EXCEPTION, exceptional.note
    if exceptional is None and (name := party.holidays(day.year).get(day)):
        return Why.HOLIDAY, name
    if not hours:
        return Why.DAY, ""
    if minute < hours[0][0]:
        return Why.EARLY, ""
    return (Why.LATE if minute >= hours[-1][1] else Why.BETWEEN), ""
