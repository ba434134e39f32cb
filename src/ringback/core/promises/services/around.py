"""What surrounds decisions about promises: windows, contacts and zones, read for many at once and only where asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ringback.core.hours import services as hours
from ringback.core.promises import rules
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Circumstances, Permitted, Policy
from ringback.core.promises.services.contacts import contacts_of


class Whereabouts(NamedTuple):
    """The time zones that somebody may be in, and the country of their number."""

    zones: tuple[str, ...] = ()
    country: str = ""


@dataclass(slots=True)
class Surroundings:
    """What is known around some promises. Contacts are read at once, zones and windows when first asked for."""

    promises: Sequence[Promise] = ()
    contacts: dict[int, list[datetime]] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)
    _whereabouts: dict[int, Whereabouts] | None = None
    _windows: dict[tuple[object, ...], Permitted] = field(default_factory=dict)

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

    def _clock(self, promise: Promise) -> tzinfo:
        """The clock that times of day are meant by: the first of the person's zones."""
        zones = self._where(promise).zones
        return ZoneInfo(zones[0]) if zones else UTC

    def _permitted(self, promise: Promise, at: datetime) -> datetime | None:
        where = self._where(promise)
        key = (promise.organisation_id, promise.calendar_id, promise.owner_id, where)
        if key not in self._windows:
            self._windows[key] = hours.permitted(
                promise.organisation_id,
                calendar_id=promise.calendar_id,
                member_id=promise.owner_id,
                zones=where.zones,
                country=where.country,
            )
        return self._windows[key](at)

    def _where(self, promise: Promise) -> Whereabouts:
        if self._whereabouts is None:
            self._whereabouts = _whereabouts(self.promises)
        return self._whereabouts.get(promise.pk, Whereabouts())


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


def _whereabouts(promises: Sequence[Promise]) -> dict[int, Whereabouts]:
    """Where those who wait are, as `hours` judges it from what is known of each person and promise."""
    made = {promise.pk: promise for promise in promises}
    rows = Promise.objects.filter(id__in=made).order_by("-person__phones__id")
    judged: dict[tuple[int, str, str, str], tuple[str, ...]] = {}
    found: dict[int, Whereabouts] = {}
    for promise_id, zone, phone, country in rows.values_list(
        "id", "person__zone", "person__phones__e164", "person__phones__country"
    ):
        promise = made[promise_id]
        browser, place = promise.content.get("zone") or zone or "", promise.content.get("place") or ""
        one = (promise.organisation_id, browser, phone or "", place)
        if one not in judged:
            judged[one] = hours.zones_for(one[0], browser=browser, phone=one[2], place=place).zones
        found[promise_id] = Whereabouts(judged[one], country or "")
    return found
