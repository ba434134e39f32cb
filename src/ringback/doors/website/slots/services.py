"""Times that can be chosen, and taking one: no more calls are promised than the agents on duty can make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ringback.base.database.collisions import one_by_one
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice import services as voice
from ringback.core.hours import services as hours
from ringback.core.promises import services as promises
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.slots import rules
from ringback.doors.website.slots.rules import Permitted

if TYPE_CHECKING:
    from ringback.doors.website.services.snapshots import SiteFacts

CHANNEL = "voice"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of where a visitor is: their browser's `zone`, and their number in E.164 with its country."""

    zone: str = ""
    phone: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a visitor may choose: a call `now`, or one of the `times`, each `minutes` long. Where there is none now,
    `opens_at` says from when on, None where that is not in sight."""

    now: bool
    opens_at: datetime | None
    times: tuple[datetime, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class _Room:
    """The hours of one group and one visitor, and what is promised already."""

    site: "SiteFacts"
    ours: Permitted
    both: Permitted
    crew: Sequence[Permitted]
    promised: Sequence[datetime]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.zone)

    def holds(self, at: datetime) -> bool:
        """Whether `at` is one of the times that are offered, and has a place left."""
        terms, (since, until) = self.site.terms, self.site.terms.between(clock.now())
        if not (terms.offered and since <= at <= until):
            return False
        begins = at in rules.beginnings(at, at, terms.minutes, self.zone)
        return begins and rules.has_room(at, terms, self.both, self.crew, self.promised)

    def offers(self) -> Offers:
        now, terms = clock.now(), self.site.terms
        times = rules.offers(now, terms, self.zone, self.both, self.crew, self.promised)
        opens_at = rules.opens_at(now, self.ours, self.crew)
        return Offers(opens_at == now, None if opens_at == now else opens_at, tuple(times), terms.minutes)


class NotThenError(ConflictError):
    """A call cannot be had when it was wished for; `offers()` reads what can be had instead, `kind` says why."""

    kind = ""

    def __init__(self, said: str, offers: Callable[[], Offers]) -> None:
        super().__init__(said)
        self.offers = offers


class TakenError(NotThenError):
    """The time that was chosen cannot be had any more."""

    kind = "taken"

    def __init__(self, room: _Room) -> None:
        super().__init__("This time has just been taken. Please choose another one.", room.offers)


class ClosedError(NotThenError):
    """Nobody takes calls now."""

    kind = "closed"

    def __init__(self, site: "SiteFacts", visitor: Visitor, department: str) -> None:
        super().__init__("Nobody is here just now to call you.", partial(offers, site, visitor, department))


def offers(site: "SiteFacts", visitor: Visitor, department: str = "") -> Offers:
    """What can be chosen on a site, by the hours of both sides and what is promised already (MISSION W6, W8)."""
    return _room(site, visitor, department).offers()


def take(site: "SiteFacts", visitor: Visitor, department: str, at: datetime, *, moving: int | None = None) -> None:
    """Make sure of a place at `at`, in the caller's transaction, which then promises it. Raises TakenError.

    One after the other for each group, so that of two who want the last place one gets it. `moving`: the promise that
    is to stand there, whose present place is not in its way.
    """
    one_by_one(f"website times of group {site.route(department)[0]}")
    room = _room(site, visitor, department, moving=moving)
    if not room.holds(at):
        raise TakenError(room)


def closed(site: "SiteFacts") -> dict[str, datetime | None]:
    """The departments ("" is the site itself) for which nobody is on duty now, each with when somebody will be.

    None of them where the site takes requests for calls now all the same, or has nothing to offer instead. At most four
    queries, and one for each group.
    """
    instead = site.terms.offered or site.writing.get("active", True)
    routes = {one: site.route(one) for one in ("", *(one.key for one in site.departments))}
    if site.terms.after_hours == "call" or not instead:
        return {}
    groups = {group_id for group_id, _ in routes.values() if group_id is not None}
    crews = {group_id: voice.members_of_group(site.organisation_id, group_id) for group_id in groups}
    book = hours.Book(
        site.organisation_id,
        calendar_ids=[calendar_id for _, calendar_id in routes.values() if calendar_id is not None],
        member_ids=[one for crew in crews.values() for one in crew if one is not None],
    )
    now, found = clock.now(), {}
    for key, (group_id, calendar_id) in routes.items():
        crew = [book.permitted(calendar_id=calendar_id, member_id=one) for one in crews.get(group_id or 0, ())]
        found[key] = rules.opens_at(now, book.permitted(calendar_id=calendar_id), crew)
    return {key: at for key, at in found.items() if at != now}


def expires_at(site: "SiteFacts", at: datetime, open_seconds: int) -> datetime:
    """Until when a call promised for `at` is tried: as long as one that was asked for now."""
    return at + timedelta(seconds=site.policy.expires_after_seconds or open_seconds)


def _room(site: "SiteFacts", visitor: Visitor, department: str, *, moving: int | None = None) -> _Room:
    group_id, calendar_id = site.route(department)
    members = voice.members_of_group(site.organisation_id, group_id) if group_id is not None else []
    book = hours.Book(
        site.organisation_id,
        calendar_ids=() if calendar_id is None else (calendar_id,),
        member_ids=[one for one in members if one is not None],
    )
    where = book.zones_for(phone=visitor.phone, browser=visitor.zone, place=site.zone)
    both = book.permitted(calendar_id=calendar_id, zones=where.zones, country=visitor.country or site.country)
    return _Room(
        site,
        book.permitted(calendar_id=calendar_id),
        both,
        [book.permitted(calendar_id=calendar_id, member_id=member_id) for member_id in members],
        _promised(site, group_id, frozenset(members), moving),
    )


def _promised(
    site: "SiteFacts", group_id: int | None, members: frozenset[int | None], moving: int | None
) -> list[datetime]:
    """When calls are due that this group or one of its members will be busy with."""
    now = clock.now()
    found = promises.coming(site.organisation_id, CHANNEL, now, now + timedelta(days=rules.MOST_DAYS + 1))
    unrouted = [one.promise_id for one in found if one.group_id is None and one.owner_id is None]
    through = dict(CallbackRequest.objects.filter(promise_id__in=unrouted).values_list("promise_id", "site__group_id"))
    return [
        one.due_at
        for one in found
        if one.promise_id != moving
        and (
            one.owner_id in members
            if one.owner_id is not None
            else (one.group_id or through.get(one.promise_id)) == group_id
        )
    ]
