"""Opinions of entries: one a member, each on record, and what they come to kept for the lists."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import paragraphs
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, Review
from ringback.doors.allocation.reviewing.rules.standing import Act, Leaning, Verdict, many_at_once, verdict
from ringback.doors.allocation.reviewing.services.finding import Done, checked, sorted_out, within

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Seen:
    """Opinions as far as somebody may see them: their own, the others', and how many are kept back.

    Whoever is to give an opinion of their own sees the others' after it.
    """

    own: Opinion | None
    others: tuple[Opinion, ...]
    hidden: int


def opine(actor: Actor, entry_id: int, leaning: str, note: str = "") -> Opinion:
    """Say what one thinks of an entry; saying it again changes it. Raises FieldError, ConflictError, NotFoundError."""
    _check(actor, leaning)
    with transaction.atomic():
        found = entry_of(actor, entry_id)
        campaign = campaign_of(actor, found.campaign_id, locked=True)
        checked(actor, Act.OPINE, campaign, found)
        _write(actor, campaign.pk, [found], leaning, paragraphs(note, LONGEST_NOTE))
    return Opinion.objects.get(entry=found, member_id=actor.member_id or 0)


def opine_many(actor: Actor, campaign_id: int, entry_ids: Collection[int], leaning: str) -> tuple[Done, int]:
    """The same of many, and how many newcomers were left out: in a heap only a yes is of them (MISSION A9)."""
    _check(actor, leaning)
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        free, hindered = sorted_out(actor, Act.OPINE, campaign, within(actor, campaign_id, entry_ids))
        judged = [one for one in free if many_at_once(leaning, one.known)]
        _write(actor, campaign.pk, judged, leaning, None)
    return Done(len(judged), hindered), len(free) - len(judged)


def seen(actor: Actor, entry: Entry) -> Seen:
    """The opinions of one entry, as far as the actor may see them. The caller has checked that they see the entry."""
    rows = list(Opinion.objects.filter(entry=entry).order_by("at", "id"))
    own = next((one for one in rows if one.member_id == actor.member_id), None)
    others = tuple(one for one in rows if one is not own)
    mine = Assignment.objects.filter(entry=entry, member_id=actor.member_id) if actor.member_id else None
    if own is None and mine is not None and mine.exists():
        return Seen(None, (), len(others))
    return Seen(own, others, 0)


def recount(entry_ids: Iterable[int]) -> None:
    """Keep what the opinions of these entries come to, in the caller's transaction."""
    given: dict[int, list[str]] = {key: [] for key in entry_ids}
    for entry_id, leaning in Opinion.objects.filter(entry__in=given).values_list("entry_id", "leaning"):
        given[entry_id].append(leaning)
    Review.objects.filter(entry__in=given).delete()
    Review.objects.bulk_create(
        [
            Review(entry_id=key, verdict=found, looks=len(leanings))
            for key, leanings in given.items()
            if (found := verdict(leanings)) != Verdict.NONE
        ]
    )


def _write(actor: Actor, campaign_id: int, entries: Collection[Entry], leaning: str, note: str | None) -> None:
    """`note` None: as it was."""
    Opinion.objects.bulk_create(
        [Opinion(entry=one, member_id=actor.member_id or 0, leaning=leaning, note=note or "") for one in entries],
        update_conflicts=True,
        unique_fields=["entry", "member"],
        update_fields=["leaning", "at", *(() if note is None else ("note",))],
    )
    recount([one.pk for one in entries])
    # The note itself stays with the opinion; the record only shows whether it was changed since.
    facts = {"leaning": leaning, "note_sha256": sha256(note.encode()).hexdigest() if note else ""}
    record.write_many(campaign_id, actor, "opinion.given", [Doing(one.pk, facts) for one in entries])


def _check(actor: Actor, leaning: str) -> None:
    if actor.member_id is None:
        raise ConflictError(_("An opinion is a person's."))
    if leaning not in tuple(Leaning):
        raise FieldError("leaning", _("There is no such opinion."), _("Choose yes, no or unsure."))
