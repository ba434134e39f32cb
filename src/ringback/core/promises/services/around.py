"""What surrounds decisions about promises: windows, contacts and zones, read for many at once and only where asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ringback.core.hours import services as hours
from ringback.core.hours.services import Book, ZoneAnswer
from ringback.core.promises import rules
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Circumstances, Policy
from ringback.core.promises.services.contacts import contacts_of


class Whereabouts(NamedTuple):
    """The time zones that somebody may be in and how that is known, and the country of their number."""

    known: ZoneAnswer | None = None
    country: str = ""

    @property
    def zones(self) -> tuple[str, ...]:
        """All of them count; the first is the clock that times of day are meant by."""
        return self.known.zones if self.known is not None else ()


@dataclass(slots=True)
class Surroundings:
    """What is known around some promises. Contacts are read at once, zones and windows when first asked for."""

    promises: Sequence[Promise] = ()
    contacts: dict[int, list[datetime]] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)
    _whereabouts: dict[int, Whereabouts] | None = None
    _books: dict[int, Book] = field(default_factory=dict)
    _windows: dict[tuple[object, ...], hours.Permitted] = field(default_factory=dict)

    def of(self, promise: Promise, policy: Policy, *, step: int = 0, tries: int = 1) -> Circumstances:
        """The circumstances of one of them."""
        wished = None
        if promise.pk not in self.reached:
            wished = rules.asked_until(policy, promise.deadline_at, promise.grace_seconds)
        return Circumstances(
            permitted=partial(self._permitted, promise),
            contacts=self.contacts.get(promise.person_id or 0, ()),
            clock=partial(self._clock, promise),
            asked_until=wished,
            step=step,
            tries=tries,
            by_person=not promise.automatic,
        )

    def note_contact(self, promise: Promise, at: datetime) -> None:
        """Somebody is about to be contacted: what follows in the same transaction must know."""
        if promise.person_id is not None:
            self.contacts.setdefault(promise.person_id, []).append(at)

    def window(self, promise: Promise) -> hours.Permitted:
        """The hours that bind one of them."""
        where = self.where(promise)
        key = (promise.organisation_id, promise.calendar_id, promise.owner_id, where)
        if key not in self._windows:
            self._windows[key] = self.book(promise.organisation_id).permitted(
                calendar_id=promise.calendar_id,
                member_id=promise.owner_id,
                zones=where.zones,
                country=where.country,
            )
        return self._windows[key]

    def where(self, promise: Promise) -> Whereabouts:
        """Where whoever waits for it is."""
        if self._whereabouts is None:
            self._whereabouts = self._judge()
        return self._whereabouts.get(promise.pk, Whereabouts())

    def book(self, organisation_id: int) -> Book:
        """The hours of an organisation that these promises may need."""
        if organisation_id not in self._books:
            mine = [one for one in self.promises if one.organisation_id == organisation_id]
            self._books[organisation_id] = Book(
                organisation_id,
                {one.calendar_id for one in mine if one.calendar_id is not None},
                {one.owner_id for one in mine if one.owner_id is not None},
            )
        return self._books[organisation_id]

    def _clock(self, promise: Promise) -> tzinfo:
        zones = self.where(promise).zones
        return ZoneInfo(zones[0]) if zones else UTC

    def _permitted(self, promise: Promise, at: datetime) -> datetime | None:
        return self.window(promise)(at)

    def _judge(self) -> dict[int, Whereabouts]:
        """Where those who wait are, as `hours` judges it from what is known of each person and promise. One query."""
        made = {promise.pk: promise for promise in self.promises}
        rows = Promise.objects.filter(id__in=made).order_by("-person__phones__id")
        judged: dict[tuple[object, ...], ZoneAnswer] = {}
        found: dict[int, Whereabouts] = {}
        for promise_id, zone, source, phone, country in rows.values_list(
            "id", "person__zone", "person__zone_source", "person__phones__e164", "person__phones__country"
        ):
            promise = made[promise_id]
            told = _told(promise, zone or "", source or "") | {"phone": phone or ""}
            one = (promise.organisation_id, *told.values())
            if one not in judged:
                judged[one] = self.book(promise.organisation_id).zones_for(**told)
            found[promise_id] = Whereabouts(judged[one], country or "")
        return found


def _told(promise: Promise, zone: str, source: str) -> dict[str, str]:
    """What is known of where the person is, but for their number: the browser of this request before an earlier one."""
    content = promise.content
    return {
        "said": zone if source == "said" else "",
        "browser": content.get("zone") or (zone if source in ("browser", "") else ""),
        "in_city": zone if source == "city" else "",
        "place": content.get("place") or "",
    }


def surroundings(
    promises: Sequence[tuple[Promise, Policy]], at: datetime, *, about_to: Collection[int] = ()
) -> Surroundings:
    """What is known around promises with these policies; nothing is read that no policy asks for.

    `about_to`: those of them that have just been claimed.
    """
    longest = max((cap.seconds for _promise, policy in promises for cap in policy.caps), default=0)
    capped = {promise.person_id for promise, policy in promises if policy.caps and promise.person_id is not None}
    asked = [promise for promise, policy in promises if policy.first_at_once and promise.attempts_made]
    return Surroundings(
        promises=[promise for promise, _policy in promises],
        contacts=contacts_of(capped, at - timedelta(seconds=longest), about_to=about_to) if capped else {},
        reached=_reached(asked),
    )


def _reached(promises: Sequence[Promise]) -> set[int]:
    """Those whose person was reached since the instant they had asked for: their wish is used up."""
    asked_at = {one.pk: one.deadline_at - timedelta(seconds=one.grace_seconds) for one in promises}
    if not asked_at:
        return set()
    tried = Attempt.objects.filter(promise_id__in=asked_at).exclude(outcome__in=rules.NOT_REACHED_OUT)
    return {key for key, at in tried.values_list("promise_id", "started_at") if at >= asked_at[key]}
