"""Entries that somebody is about to decide on: within their reach, and how each stands for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotAllowedError
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.entries.models import Entry, State
from ringback.doors.allocation.entries.services import entries_within
from ringback.doors.allocation.reviewing.models import Place, Recusal, RegionChoice
from ringback.doors.allocation.reviewing.rules.standing import Act, Circumstances, Hindrance, hindrance
from ringback.doors.allocation.reviewing.saying import why_not

REVIEW, CHOOSE, EDIT = "allocation.review", "allocation.choose", "allocation.edit"
_NEEDS = {
    Act.OPINE: (REVIEW, CHOOSE),
    Act.RECUSE: (REVIEW, CHOOSE),
    Act.ASSIGN: (REVIEW, EDIT),
    Act.FORWARD: (REVIEW,),
    Act.TAKE_BACK: (REVIEW,),
    Act.CHOOSE: (CHOOSE,),
    Act.UNCHOOSE: (CHOOSE,),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What came of doing something to many: to how many it was done, and why not to the others, by entry."""

    count: int
    left: dict[int, Hindrance]


def forwarded() -> Q:
    """The entries that regions passed on to head office."""
    return Q(region_choice__isnull=False)


def stepped_aside(actor: Actor) -> Q:
    """The entries of which a member has stepped aside: nothing of them is in their reach."""
    return Q(pk__in=Recusal.objects.filter(member_id=actor.member_id or 0).values("entry_id"))


def may_do(actor: Actor, act: Act, campaign_id: int, region_id: int) -> bool:
    """Whether the actor's grants allow that act in this region of this campaign."""
    where = (("campaign", campaign_id), ("region", region_id))
    return any(actor.may(permission, *where) for permission in _NEEDS[act])


def within(actor: Actor, campaign_id: int, entry_ids: Collection[int]) -> list[Entry]:
    """Those of the entries that the actor sees, in an order that has nothing to do with when they came."""
    rows = entries_within(actor, campaign_id).filter(pk__in=entry_ids).select_related("region")
    return list(rows.order_by("-score", "token"))


def circumstances(actor: Actor, campaign: Campaign, entries: Iterable[Entry]) -> dict[int, Circumstances]:
    """How each of these entries of one campaign stands; four queries."""
    found = list(entries)
    ids, now = [one.pk for one in found], clock.now()
    chosen = set(Place.objects.filter(entry__in=ids).values_list("entry_id", flat=True))
    forwarded = set(RegionChoice.objects.filter(entry__in=ids).values_list("entry_id", flat=True))
    mine = Recusal.objects.filter(member_id=actor.member_id) if actor.member_id else Recusal.objects.none()
    recused = set(mine.filter(entry__in=ids).values_list("entry_id", flat=True))
    closed = {row.pk: row.closes_at <= now for row in Region.objects.filter(campaign=campaign)}
    return {
        one.pk: Circumstances(
            submitted=one.state == State.SUBMITTED and one.key is not None,  # none of somebody who was erased
            recused=one.pk in recused,
            region_closed=closed[one.region_id],
            all_closed=all(closed.values()),
            forwarded=one.pk in forwarded,
            chosen=one.pk in chosen,
            published=campaign.published_at is not None,
        )
        for one in found
    }


def sorted_out(
    actor: Actor, act: Act, campaign: Campaign, entries: Iterable[Entry]
) -> tuple[list[Entry], dict[int, Hindrance]]:
    """Those to which the act may be done, and what stands in the way of the others.

    Raises NotAllowedError where the actor's grants do not cover one of them.
    """
    free: list[Entry] = []
    hindered: dict[int, Hindrance] = {}
    found = list(entries)
    standing = circumstances(actor, campaign, found)
    for one in found:
        if not may_do(actor, act, campaign.pk, one.region_id):
            raise NotAllowedError(_("Your role does not allow this. Ask an owner or admin of your organisation."))
        why = hindrance(act, standing[one.pk])
        if why is None:
            free.append(one)
        else:
            hindered[one.pk] = why
    return free, hindered


def checked(actor: Actor, act: Act, campaign: Campaign, entry: Entry) -> None:
    """Raise ConflictError, with the reason in words, unless the act may be done to this one entry."""
    _free, hindered = sorted_out(actor, act, campaign, [entry])
    if hindered:
        raise ConflictError(why_not(hindered[entry.pk]))
