"""Who gets an offer: those who agreed and are among the chosen, and of the others why not."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ringback.base.accounts.services import place_of
from ringback.channels.messages.kinds import purpose_on
from ringback.channels.messages.models import BouncedAddress
from ringback.channels.messages.narrowing import narrowings
from ringback.channels.messages.offers.rules import By, LeftOut
from ringback.channels.messages.own_kinds import OFFERS
from ringback.channels.messages.services.caps import had_enough
from ringback.core.people.services import (
    Addressee,
    Addressees,
    Selection,
    Why,
    addressees,
    count_not_agreed,
    every_addressee,
)
from ringback.core.promises.services import persons_contacted

SAMPLE = 5
_REFUSED = {Why.ASKED_NOT_TO: LeftOut.ASKED_NOT_TO, Why.OPTED_OUT: LeftOut.OPTED_OUT}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom an offer is for. `narrowed` is a value for each narrowing that was chosen.

    `contacted_since`, `contacted_before`: the last contact was on that day or later, or before it (or never), by the
    organisation's clock.
    """

    narrowed: Mapping[str, str] = field(default_factory=dict)
    contacted_since: date | None = None
    contacted_before: date | None = None

    def to_json(self) -> dict[str, Any]:
        days = {name: getattr(self, name) for name in ("contacted_since", "contacted_before")}
        return {"narrowed": dict(self.narrowed)} | {name: day.isoformat() for name, day in days.items() if day}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Wanted":
        days = {name: stored.get(name) for name in ("contacted_since", "contacted_before")}
        read = {name: date.fromisoformat(day) if day else None for name, day in days.items()}
        return cls(narrowed=stored.get("narrowed", {}), **read)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many get it by each channel, the first few of them, and how many do not by reason."""

    by_channel: Mapping[str, int]
    sample: tuple[Addressee, ...]
    left_out: Mapping[LeftOut, int]

    @property
    def count(self) -> int:
        """How many get it."""
        return sum(self.by_channel.values())


class Fit(NamedTuple):
    """Somebody who gets it, by which channel and where."""

    person: Addressee
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """Some of those who agreed: the ids of those who get it by each channel, and the reasons of the others."""

    by_channel: dict[str, set[int]]
    left_out: dict[LeftOut, int]


def counted(organisation_id: int, wanted: Wanted, by: By) -> Audience:
    """Everybody among the chosen, looked at in portions."""
    selection = _selection(organisation_id, wanted, by)
    by_channel, sample = dict.fromkeys(by.channels, 0), list[Addressee]()
    left_out = {LeftOut.NOT_AGREED: count_not_agreed(selection)}
    marks = _Marks(_came_back(organisation_id), had_enough(organisation_id))
    for batch in every_addressee(selection):
        found = _sorted(batch, marks)
        for channel, ids in found.by_channel.items():
            by_channel[channel] += len(ids)
        sample += [fit.person for fit in islice(_fits(batch, found), SAMPLE - len(sample))]
        add(left_out, found.left_out)
    return Audience(by_channel, tuple(sample), {reason: left_out[reason] for reason in LeftOut if left_out.get(reason)})


def portion(organisation_id: int, wanted: Wanted, by: By, after_id: int, most: int) -> Addressees:
    """Those of the chosen who agreed, by id, after a person's id."""
    return addressees(_selection(organisation_id, wanted, by), after_id, most)


def not_agreed(organisation_id: int, wanted: Wanted, by: By) -> int:
    """How many of the chosen never agreed to offers on any of the channels, or do not any more."""
    return count_not_agreed(_selection(organisation_id, wanted, by))


def sort(organisation_id: int, batch: Addressees) -> tuple[list[Fit], dict[LeftOut, int]]:
    """Who of the batch gets an offer now, and how, and the reasons of the others. Three queries."""
    addresses = [*batch.address.get("mail", {}).values()]
    enough = had_enough(organisation_id, [one.person_id for one in batch.persons])
    found = _sorted(batch, _Marks(_came_back(organisation_id, addresses), enough))
    return list(_fits(batch, found)), found.left_out


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of many at once: the addresses that mail `came_back` from, and which persons had `enough`."""

    came_back: Collection[str]
    enough: Callable[[int], bool]


def _sorted(batch: Addressees, marks: _Marks) -> Sorted:
    """By whole sets, for there may be a hundred thousand: only who is left out is looked at one by one."""
    left = {one.person_id for one in batch.persons}
    enough = set(filter(marks.enough, left))
    left -= enough
    found = Sorted({}, {LeftOut.ENOUGH: len(enough)} if enough else {})
    came_back: dict[str, set[int]] = {}
    for channel, address in batch.address.items():
        came_back[channel] = {one for one, where in address.items() if where in marks.came_back}
        fit = (left & address.keys()) - batch.refused[channel].keys() - came_back[channel]
        found.by_channel[channel] = fit
        left -= fit
    add(found.left_out, Counter(_reason(one, batch, came_back) for one in left))
    return found


def _fits(batch: Addressees, found: Sorted) -> Iterator[Fit]:
    for one in batch.persons:
        for channel, ids in found.by_channel.items():
            if one.person_id in ids:
                yield Fit(one, channel, batch.address[channel][one.person_id])


def add(counts: dict[LeftOut, int], more: Mapping[LeftOut, int]) -> None:
    """Add up how many were left out."""
    for reason, count in more.items():
        counts[reason] = counts.get(reason, 0) + count


def _reason(person_id: int, batch: Addressees, came_back: Mapping[str, Collection[int]]) -> LeftOut:
    """Why somebody gets nothing, on the first channel that they agreed to."""
    for channel, agreed in batch.agreed.items():
        if person_id not in agreed:
            continue
        if person_id not in batch.address[channel]:
            return LeftOut.NO_ADDRESS if channel == "mail" else LeftOut.NO_NUMBER
        if person_id in came_back[channel]:
            return LeftOut.CAME_BACK
        return _REFUSED.get(batch.refused[channel][person_id], LeftOut.NOT_AGREED)
    return LeftOut.NOT_AGREED


def _came_back(organisation_id: int, addresses: Collection[str] | None = None) -> set[str]:
    """The organisation's addresses that mail came back from; of these alone where some are given."""
    rows = BouncedAddress.objects.filter(organisation_id=organisation_id)
    if addresses is not None:
        rows = rows.filter(address__in=addresses)
    return set(rows.values_list("address", flat=True))


def _selection(organisation_id: int, wanted: Wanted, by: By) -> Selection:
    within = [
        one.persons(organisation_id, value) for one in narrowings() if (value := wanted.narrowed.get(one.slug, ""))
    ]
    without = []
    if wanted.contacted_since is not None:
        within.append(persons_contacted(organisation_id, _midnight(organisation_id, wanted.contacted_since)))
    if wanted.contacted_before is not None:
        without.append(persons_contacted(organisation_id, _midnight(organisation_id, wanted.contacted_before)))
    purposes = {channel: purpose_on(OFFERS, channel) for channel in by.channels}
    return Selection(organisation_id, purposes, within, without)


def _midnight(organisation_id: int, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(place_of(organisation_id)[0]))
