"""What surrounds decisions about promises: windows, contacts and zones, read for many at once and only where asked."""

import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Circumstances, Permitted, Policy, whenever
from ringback.core.promises.services.contacts import contacts_of


@dataclass(slots=True)
class Surroundings:
    """Zones and contacts of the persons behind some promises."""

    zones: dict[int, tzinfo] = field(default_factory=dict)
    contacts: dict[int, list[datetime]] = field(default_factory=dict)

    def of(self, promise: Promise, *, step: int = 0, tries: int = 1) -> Circumstances:
        """The circumstances of one of them."""
        zone = self.zones.get(promise.pk, UTC)
        return Circumstances(
            permitted=permitted_for(promise, zone),
            contacts=self.contacts.get(promise.person_id or 0, ()),
            zone=zone,
            step=step,
            tries=tries,
        )

    def note_contact(self, promise: Promise, at: datetime) -> None:
        """Somebody is about to be contacted: what follows in the same transaction must know."""
        if promise.person_id is not None:
            self.contacts.setdefault(promise.person_id, []).append(at)


def surroundings(promises: Sequence[tuple[Promise, Policy]], at: datetime) -> Surroundings:
    """What is known around promises with these policies: at most two queries, and none that no policy asks for."""
    if not promises:
        return Surroundings()
    longest = max((cap.seconds for _promise, policy in promises for cap in policy.caps), default=0)
    capped = {promise.person_id for promise, policy in promises if policy.caps and promise.person_id is not None}
    return Surroundings(
        zones=_zones(promise.pk for promise, _policy in promises),
        contacts=contacts_of(capped, at - timedelta(seconds=longest)) if capped else {},
    )


def permitted_for(promise: Promise, zone: tzinfo) -> Permitted:
    """When calendars permit contact: at any time, while no calendar binds."""
    return whenever


def _zones(promise_ids: Iterable[int]) -> dict[int, tzinfo]:
    """The clock of the one who waits, as far as it is known; otherwise the organisation's."""
    rows = Promise.objects.filter(id__in=list(promise_ids)).values_list("id", "person__zone", "organisation__zone")
    return {promise_id: _zone(person_zone or own_zone) for promise_id, person_zone, own_zone in rows}


def _zone(name: str) -> tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC
