"""Who looks at which entry: dealt evenly among a region's reviewers, or given to one by name."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, who_may
from ringback.base.kit.errors import FieldError
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import entries_within
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, Recusal
from ringback.doors.allocation.reviewing.rules.dealing import dealt
from ringback.doors.allocation.reviewing.rules.standing import DOUBTFUL, Act
from ringback.doors.allocation.reviewing.services.finding import (
    EDIT,
    REVIEW,
    Done,
    sorted_out,
    within,
)

MOST_DEALT = 10_000


def reviewers_of(organisation_id: int, campaign_id: int, *region_ids: int) -> list[int]:
    """The members who may review entries of that region, or of any of those."""
    return who_may(organisation_id, REVIEW, ("campaign", campaign_id), *(("region", key) for key in region_ids))


def assign(actor: Actor, campaign_id: int, entry_ids: Collection[int], member_id: int, kind: str = "first") -> Done:
    """Let a member look at these. Whoever stepped aside, or does not review there, is left out with those entries.

    Raises FieldError where the member may review none of them.
    """
    if kind not in Assignment.Kind.values:
        raise FieldError("kind", _("There is no such look."), _("Choose a first look or a second opinion."))
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        free, hindered = sorted_out(actor, Act.ASSIGN, campaign, within(actor, campaign_id, entry_ids))
        regions = {
            key: reviewers_of(actor.organisation_id, campaign_id, key) for key in {one.region_id for one in free}
        }
        aside = _members(Recusal, free)
        theirs = [one for one in free if member_id in regions[one.region_id] and member_id not in aside[one.pk]]
        if free and not theirs:
            raise FieldError("member", _("They do not review these."), _("Choose somebody of that region."))
        _write(actor, campaign_id, dict.fromkeys([one.pk for one in theirs], member_id), kind)
    return Done(len(theirs), hindered)


def deal(actor: Actor, campaign_id: int, region_id: int, kind: str = Assignment.Kind.FIRST) -> int:
    """Deal what nobody looks at yet in a region evenly among its reviewers; how many were dealt.

    `kind` "second": what is divided or unsure, to somebody who has no opinion of it yet. In no order of time; raises
    FieldError where the region has no reviewers, or there is no such look.
    """
    if kind not in Assignment.Kind.values:
        raise FieldError("kind", _("There is no such look."), _("Choose a first look or a second opinion."))
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        rows = entries_within(actor, campaign_id).filter(region_id=region_id).filter(_undealt(kind))
        found = rows.select_related("region").order_by("token")[:MOST_DEALT]
        free, _hindered = sorted_out(actor, Act.ASSIGN, campaign, found)
        members = _dealt_to(actor.organisation_id, campaign_id, region_id)
        if free and not members:
            raise FieldError("region", _("Nobody reviews that region."), _("Give somebody the role first."))
        counted = Assignment.objects.filter(entry__campaign_id=campaign_id, member_id__in=members)
        loads = dict.fromkeys(members, 0) | dict(counted.values_list("member_id").annotate(Count("id")))
        opined, aside = _members(Opinion, free), _members(Recusal, free)
        barred = {one.pk: opined[one.pk] | aside[one.pk] for one in free}
        given = dealt([one.pk for one in free], loads, barred)
        _write(actor, campaign_id, given, kind)
    return len(given)


def _undealt(kind: str) -> Q:
    """What waits for such a look, and is nobody's."""
    if kind == Assignment.Kind.FIRST:
        return Q(assignments__isnull=True, review__isnull=True)
    waits = Assignment.objects.filter(kind=Assignment.Kind.SECOND).values("entry_id")
    return Q(review__verdict__in=DOUBTFUL) & ~Q(pk__in=waits)


def _dealt_to(organisation_id: int, campaign_id: int, region_id: int) -> list[int]:
    """The region's own reviewers; whoever runs the whole campaign only where it has none."""
    every = reviewers_of(organisation_id, campaign_id, region_id)
    running = set(who_may(organisation_id, EDIT, ("campaign", campaign_id)))
    return [one for one in every if one not in running] or every


def _members(model: type[Recusal] | type[Opinion], entries: Collection[Entry]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {one.pk: set() for one in entries}
    for entry_id, member_id in model.objects.filter(entry__in=found).values_list("entry_id", "member_id"):
        found[entry_id].add(member_id)
    return found


def _write(actor: Actor, campaign_id: int, given: dict[int, int], kind: str) -> None:
    made = [Assignment(entry_id=entry_id, member_id=member_id, kind=kind) for entry_id, member_id in given.items()]
    Assignment.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["entry", "member"], update_fields=["kind"], batch_size=500
    )
    told = [Doing(entry_id, {"member": member_id, "kind": kind}) for entry_id, member_id in given.items()]
    record.write_many(campaign_id, actor, "reviewer.assigned", told)
