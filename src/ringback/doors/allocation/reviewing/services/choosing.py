"""Head office gives the places: never more than there are, and a tie only with a reason (MISSION A2, A12)."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.models import Entry, State
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing
from ringback.doors.allocation.reviewing.models import Place, RegionChoice
from ringback.doors.allocation.reviewing.rules.ranking import leaves_out_equals
from ringback.doors.allocation.reviewing.rules.standing import Act
from ringback.doors.allocation.reviewing.services.finding import Done, sorted_out, within

LONGEST_WHY = 500


def choose(actor: Actor, campaign_id: int, entry_ids: Collection[int], why: str = "") -> Done:
    """Give each of these a place, or none of them one where the places do not reach: ConflictError.

    Where somebody with the same score is left without, it needs a reason: FieldError "why". The database itself
    refuses what would be one too many, whoever came first.
    """
    said = " ".join(why.split())[:LONGEST_WHY]
    try:
        with transaction.atomic():
            campaign = campaign_of(actor, campaign_id, locked=True)
            free, hindered = sorted_out(actor, Act.CHOOSE, campaign, within(actor, campaign_id, entry_ids))
            numbers = _free_numbers(campaign, len(free))
            if not said and _decides_a_tie(campaign, free):
                raise FieldError(
                    "why",
                    _("Somebody with the same score would go without."),
                    _("Say why these and not the others: it goes on record."),
                )
            Place.objects.bulk_create(
                [
                    Place(campaign=campaign, number=number, of=campaign.places, entry=one, by_id=actor.member_id)
                    for number, one in zip(numbers, free, strict=True)
                ]
            )
            told = [Doing(one.pk, {"place": at, "why": said}) for at, one in zip(numbers, free, strict=True)]
            record.write_many(campaign_id, actor, "place.given", told)
    except IntegrityError as error:
        raise ConflictError(_("Somebody else gave these places meanwhile. Look again.")) from error
    return Done(len(free), hindered)


def unchoose(actor: Actor, campaign_id: int, entry_ids: Collection[int], why: str = "") -> Done:
    """Take the places of these back; the reason goes on record."""
    said = " ".join(why.split())[:LONGEST_WHY]
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        free, hindered = sorted_out(actor, Act.UNCHOOSE, campaign, within(actor, campaign_id, entry_ids))
        free_places(actor, campaign_id, [one.pk for one in free], said)
    return Done(len(free), hindered)


def free_places(actor: Actor | None, campaign_id: int, entry_ids: Collection[int], why: str) -> None:
    """Take the places of these back and record it, in the caller's transaction, which has checked that it may."""
    rows = Place.objects.filter(entry__in=entry_ids, campaign_id=campaign_id)
    gone = list(rows.order_by("number").values_list("entry_id", "number"))
    rows.delete()
    told = [Doing(entry_id, {"place": number, "why": why}) for entry_id, number in gone]
    record.write_many(campaign_id, actor, "place.taken_back", told)


def withdrawn(entry: Entry) -> None:
    """Whoever takes their application back has no place any more, and is forwarded no longer; somebody else may be."""
    if entry.campaign.published_at is None:
        free_places(None, entry.campaign_id, [entry.pk], "")
        RegionChoice.objects.filter(entry=entry).delete()


def change_places(campaign: Campaign) -> None:
    """The campaign has another number of places: every place given says so, in one statement of the transaction.

    Raises ConflictError where more are given than there would be.
    """
    given = Place.objects.filter(campaign=campaign)
    _close_ranks(campaign, list(given.order_by("number")))
    try:
        with transaction.atomic():
            given.update(of=campaign.places)
    except IntegrityError as error:
        raise ConflictError(_("More places are given already. Take some back first.")) from error


def _close_ranks(campaign: Campaign, given: Sequence[Place]) -> None:
    """Let the places have the lowest numbers; their order says nothing, it only counts."""
    if len(given) > campaign.places:
        return
    taken = {one.number for one in given}
    gaps = iter([number for number in range(1, len(given) + 1) if number not in taken])
    for one in given:
        if one.number > len(given):
            one.number = next(gaps)
            one.save(update_fields=["number"])


def _free_numbers(campaign: Campaign, wanted: int) -> list[int]:
    taken = set(Place.objects.filter(campaign=campaign).values_list("number", flat=True))
    free = [number for number in range(1, campaign.places + 1) if number not in taken]
    if wanted > len(free):
        words = ngettext(
            "%(free)d place is left, and more are chosen: choose fewer.",
            "%(free)d places are left, and more are chosen: choose fewer.",
            len(free),
        )
        raise ConflictError(words % {"free": len(free)})
    return free[:wanted]


def _decides_a_tie(campaign: Campaign, free: Sequence[Entry]) -> bool:
    forwarded = Entry.objects.filter(campaign=campaign, state=State.SUBMITTED, region_choice__isnull=False)
    waiting = forwarded.filter(place__isnull=True).exclude(pk__in=[one.pk for one in free])
    left = campaign.places - Place.objects.filter(campaign=campaign).count() - len(free)
    equal = waiting.filter(score__in={one.score for one in free}).values_list("score", flat=True)
    return leaves_out_equals([one.score for one in free], equal, left)
