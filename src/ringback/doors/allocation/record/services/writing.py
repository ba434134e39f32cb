"""Writing deeds to a campaign's record, and taking from it what leads to a person (MISSION A12)."""

import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import Change, options_of, questions_of, regions_of
from ringback.doors.allocation.record import rules
from ringback.doors.allocation.record.models import Alias, Deed, Head, Salt

# Who acts where nobody does: a promise kept, a clock run out.
HOUSE = "house"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing done: about which entry (None: the whole campaign), with which facts: plain JSON values.

    Facts say what was decided, never a name or an address: they go by ids, and can be erased with the entry.
    """

    entry_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def write(
    campaign_id: int,
    actor: Actor | None,
    what: str,
    entry_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Note that `actor` (None: the house itself) did `what` ("chosen", past tense, at most 40 letters), once.

    Part of the caller's transaction. Whoever writes to the same campaign waits until it ends, so write last.
    """
    write_many(campaign_id, actor, what, [Doing(entry_id, facts or {})])


def write_many(campaign_id: int, actor: Actor | None, what: str, doings: Sequence[Doing]) -> None:
    """As `write`, for many entries at once: a handful of statements for thousands."""
    if not doings:
        return
    with transaction.atomic():
        head = _locked_head(campaign_id)
        member_id = actor.member_id if actor else None
        who = _aliases(campaign_id, Alias.Kind.MEMBER, [member_id])[member_id] if member_id else HOUSE
        known = _aliases(campaign_id, Alias.Kind.ENTRY, [one.entry_id for one in doings if one.entry_id])
        at = clock.now()
        deeds, salts = [], []
        for one in doings:
            entry = known[one.entry_id] if one.entry_id else ""
            salt, facts = secrets.token_hex(16), rules.canonical(one.facts)
            deed = _next(head, Deed(campaign_id=campaign_id, at=at, who=who, what=what, entry=entry), salt, facts)
            deeds.append(deed)
            salts.append((salt, facts))
        Deed.objects.bulk_create(deeds, batch_size=_AT_ONCE)
        rows = (Salt(deed=deed, salt=salt, facts=facts) for deed, (salt, facts) in zip(deeds, salts, strict=True))
        Salt.objects.bulk_create(rows, batch_size=_AT_ONCE)
        head.seal = seal_of(head)
        head.save(update_fields=["number", "hash", "seal"])


def forget_entries(entry_ids: Collection[int]) -> None:
    """Take from the record what leads to these entries: who they are, and the facts about them. The chain holds.

    Part of the caller's transaction: that of a person's erasure.
    """
    with transaction.atomic():
        for some in _in_parts(sorted(entry_ids)):
            rows = Alias.objects.filter(kind=Alias.Kind.ENTRY, subject_id__in=some)
            names = list(rows.values_list("campaign_id", "pseudonym"))
            for campaign_id in {campaign for campaign, _name in names}:
                mine = [name for campaign, name in names if campaign == campaign_id]
                Salt.objects.filter(deed__campaign_id=campaign_id, deed__entry__in=mine).delete()
            rows.delete()


def keeps_record(actor: Actor | None, campaign: Campaign, change: Change) -> None:
    """Write what happens to a campaign itself; hears of every change."""
    write(campaign.pk, actor, f"campaign.{change}", None, _facts(campaign, change))


def _facts(campaign: Campaign, change: Change) -> dict[str, Any]:
    """What a change was to: by it somebody can show which days, points and prices stood when."""
    match change:
        case Change.MADE | Change.PLACES:
            return {"places": campaign.places}
        case Change.SIGNING:
            return {"version": campaign.agreement_version, "days": campaign.agreement_term_days}
        case Change.REGIONS:
            return {one.name: one.closes_on.isoformat() for one in regions_of(campaign.pk)}
        case Change.QUESTIONS:
            return {one.key: one.weights for one in questions_of(campaign.pk)}
        case Change.OPTIONS:
            return {one.key: str(one.price) for one in options_of(campaign.pk)}
    return {}


def link_of(deed: Deed) -> rules.Link:
    """A deed as it is hashed."""
    at = deed.at.astimezone(UTC).isoformat(timespec="microseconds")
    return rules.Link(deed.number, at, deed.who, deed.what, deed.entry, deed.commitment, deed.previous, deed.hash)


def seal_of(head: Head, key: str = "") -> str:
    """The keyed hash over a chain's end, by the installation's first key or `key`."""
    secret = sha256(f"ringback record:{key or settings.SEAL_KEYS[0]}".encode()).digest()
    return hmac.new(secret, f"{head.campaign_id} {head.number} {head.hash}".encode(), sha256).hexdigest()


def _locked_head(campaign_id: int) -> Head:
    found = Head.objects.select_for_update().filter(campaign_id=campaign_id).first()
    if found is None:
        token = Campaign.objects.values_list("token", flat=True).get(id=campaign_id)
        first = {"hash": rules.beginning(token), "seal": ""}
        Head.objects.get_or_create(campaign_id=campaign_id, defaults=first)
        found = Head.objects.select_for_update().get(campaign_id=campaign_id)
    return found


def _next(head: Head, deed: Deed, salt: str, facts: str) -> Deed:
    deed.number, deed.previous = head.number + 1, head.hash
    deed.commitment = rules.commitment(salt, facts)
    deed.hash = rules.link_hash(link_of(deed))
    head.number, head.hash = deed.number, deed.hash
    return deed


def _aliases(campaign_id: int, kind: str, subjects: Iterable[int | None]) -> dict[int | None, str]:
    """The pseudonyms of these members or entries, made where there are none yet. The head's row is locked."""
    wanted = sorted({one for one in subjects if one is not None})
    known: dict[int | None, str] = {}
    for some in _in_parts(wanted):
        rows = Alias.objects.filter(campaign_id=campaign_id, kind=kind, subject_id__in=some)
        known.update(rows.values_list("subject_id", "pseudonym"))
    new = [
        Alias(campaign_id=campaign_id, kind=kind, subject_id=one, pseudonym=f"{kind[0]}-{secrets.token_hex(8)}")
        for one in wanted
        if one not in known
    ]
    Alias.objects.bulk_create(new, batch_size=_AT_ONCE)
    return known | {one.subject_id: one.pseudonym for one in new}


def _in_parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
