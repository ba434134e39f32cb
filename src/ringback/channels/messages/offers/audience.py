"""Who gets an offer: those who agreed and are among the chosen, and of the others why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from ringback.base.accounts.services import place_of
from ringback.base.kit import clock
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import BouncedAddress, MailSender, Message
from ringback.channels.messages.narrowing import narrowings
from ringback.channels.messages.offers.rules import LeftOut
from ringback.channels.messages.own_kinds import OFFERS
from ringback.core.people.services import Addressee, Selection, Why, addressees, count_not_agreed, every_addressee
from ringback.core.promises.services import persons_contacted

SAMPLE = 5
CAP_DAYS = 30
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
    """How many get it, the first few of them, and how many do not by reason."""

    count: int
    sample: tuple[Addressee, ...]
    left_out: Mapping[LeftOut, int]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Some of those who agreed: who gets it, and the reasons of the others."""

    fit: list[Addressee]
    left_out: dict[LeftOut, int]


def counted(organisation_id: int, wanted: Wanted) -> Audience:
    """Everybody among the chosen, looked at in portions."""
    selection, count = _selection(organisation_id, wanted), 0
    sample: list[Addressee] = []
    left_out = {LeftOut.NOT_AGREED: count_not_agreed(selection)}
    for batch in every_addressee(selection):
        found = sort(organisation_id, batch)
        count += len(found.fit)
        sample += found.fit[: SAMPLE - len(sample)]
        add(left_out, found.left_out)
    return Audience(count, tuple(sample), {reason: left_out[reason] for reason in LeftOut if left_out.get(reason)})


def portion(organisation_id: int, wanted: Wanted, after_id: int, most: int) -> list[Addressee]:
    """Those of the chosen who agreed, by id, after a person's id."""
    return addressees(_selection(organisation_id, wanted), after_id, most)


def not_agreed(organisation_id: int, wanted: Wanted) -> int:
    """How many of the chosen never agreed to offers, or do not any more."""
    return count_not_agreed(_selection(organisation_id, wanted))


def sort(organisation_id: int, batch: Iterable[Addressee]) -> Sorted:
    """Who of the batch gets an offer now. Three queries."""
    batch = list(batch)
    addresses = [one.address for one in batch if one.address]
    marked = BouncedAddress.objects.filter(organisation_id=organisation_id, address__in=addresses)
    came_back = set(marked.values_list("address", flat=True))
    enough = _had_enough(organisation_id, addresses)
    found = Sorted([], {})
    for one in batch:
        reason = _reason(one, came_back, enough)
        if reason is None:
            found.fit.append(one)
        else:
            add(found.left_out, {reason: 1})
    return found


def add(counts: dict[LeftOut, int], more: Mapping[LeftOut, int]) -> None:
    """Add up how many were left out."""
    for reason, count in more.items():
        counts[reason] = counts.get(reason, 0) + count


def _reason(one: Addressee, came_back: set[str], enough: set[str]) -> LeftOut | None:
    if not one.address:
        return LeftOut.NO_ADDRESS
    if one.why is not None:
        return _REFUSED.get(one.why, LeftOut.NOT_AGREED)
    if one.address in came_back:
        return LeftOut.CAME_BACK
    return LeftOut.ENOUGH if one.address in enough else None


def _had_enough(organisation_id: int, addresses: list[str]) -> set[str]:
    """Those of the addresses that had as many offers in thirty days as the organisation sends."""
    sender = MailSender.objects.filter(organisation_id=organisation_id).first() or MailSender()
    if sender.most_offers_month == 0:
        return set(addresses)
    since = clock.now() - timedelta(days=CAP_DAYS)
    had = Message.objects.filter(organisation_id=organisation_id, channel="mail", to_address__in=addresses)
    had = had.filter(sent_at__gte=since).exclude(purpose=SERVICE)
    counts = had.values("to_address").annotate(count=Count("id")).filter(count__gte=sender.most_offers_month)
    return set(counts.values_list("to_address", flat=True))


def _selection(organisation_id: int, wanted: Wanted) -> Selection:
    within = [
        one.persons(organisation_id, value) for one in narrowings() if (value := wanted.narrowed.get(one.slug, ""))
    ]
    without = []
    if wanted.contacted_since is not None:
        within.append(persons_contacted(organisation_id, _midnight(organisation_id, wanted.contacted_since)))
    if wanted.contacted_before is not None:
        without.append(persons_contacted(organisation_id, _midnight(organisation_id, wanted.contacted_before)))
    return Selection(organisation_id, OFFERS, within, without)


def _midnight(organisation_id: int, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(place_of(organisation_id)[0]))
