"""The record as its page shows it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor, member_names
from ringback.base.database.sealed import readable
from ringback.doors.allocation.record.models import Alias, Deed, Head
from ringback.doors.allocation.record.services.writing import HOUSE
from ringback.doors.allocation.record.words import deed_words


@dataclass(frozen=True, slots=True)
class Row:
    """One deed: `who` is a member's name, "" for the house itself; `facts` is None where they were erased."""

    number: int
    at: datetime
    who: str
    words: str
    entry: str
    entry_id: int | None
    facts: str | None  # "places: 500, by: 3"
    hash: str


def length(campaign_id: int) -> int:
    """How many deeds a campaign's record has."""
    return Head.objects.filter(campaign_id=campaign_id).values_list("number", flat=True).first() or 0


def deeds(campaign_id: int, after: int | None = None) -> QuerySet[Deed]:
    """All deeds of a campaign, the newest first; those before the number `after`."""
    found = Deed.objects.filter(campaign_id=campaign_id).select_related("salt").order_by("-number")
    return found if after is None else found.filter(number__lt=after)


def rows(actor: Actor, campaign_id: int, some: Sequence[Deed]) -> list[Row]:
    """These deeds with who stands behind the pseudonyms, as far as that is still known."""
    names = member_names(actor.organisation_id, gone_too=True)
    behind = dict.fromkeys({one.who for one in some} | {one.entry for one in some}, 0)
    found = Alias.objects.filter(campaign_id=campaign_id, pseudonym__in=behind)
    behind |= dict(found.values_list("pseudonym", "subject_id"))
    return [_row(one, names, behind) for one in some]


def _row(deed: Deed, names: dict[int, str], behind: dict[str, int]) -> Row:
    salt = getattr(deed, "salt", None)
    return Row(
        number=deed.number,
        at=deed.at,
        who="" if deed.who == HOUSE else names.get(behind[deed.who], deed.who),
        words=deed_words(deed.what),
        entry=deed.entry,
        entry_id=behind[deed.entry] or None,
        facts=_said(readable(salt.facts)) if salt else None,
        hash=deed.hash,
    )


def _said(facts: str) -> str:
    return ", ".join(f"{name}: {_plain(value)}" for name, value in json.loads(facts or "{}").items())


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {_plain(one)}" for name, one in value.items()) or "–"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
