"""Entries within somebody's reach: reviewers see their regions, head office what regions chose (MISSION A5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit.errors import NotAllowedError, NotFoundError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of, regions_within
from ringback.doors.allocation.entries.models import Entry, Repeat, State

_NOTHING = Q(pk__in=())
_passed_on: list[Callable[[], Q]] = []
_stepped_aside: list[Callable[[Actor], Q]] = []


def head_office_sees(passed_on: Callable[[], Q]) -> None:
    """Say which entries regions passed on, as a condition on entries; until somebody does, there are none."""
    _passed_on[:] = [passed_on]


def keeps_away(aside: Callable[[Actor], Q]) -> None:
    """Say of which entries a member has stepped aside, as a condition on entries: they are out of their reach."""
    _stepped_aside[:] = [aside]


def entries_within(actor: Actor, campaign_id: int) -> QuerySet[Entry]:
    """The entries of a campaign that the actor may see, in no order. Raises NotFoundError, NotAllowedError.

    Those who set the campaign up see all; whoever may choose sees what regions passed on; whoever reviews, their
    regions. Nobody sees those of which they stepped aside.
    """
    campaign = campaign_of(actor, campaign_id)
    rows = Entry.objects.filter(campaign_id=campaign.pk).order_by()
    return _seen(rows, actor, campaign)


def entry_of(actor: Actor, entry_id: int, permission: str = "allocation.see", *, locked: bool = False) -> Entry:
    """One entry with its campaign and region. Raises NotFoundError, or NotAllowedError when out of reach.

    `permission` is asked in the entry's region and campaign. `locked`: until the caller's transaction ends.
    """
    rows = Entry.objects.select_related("campaign", "region")
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(organisation_id=actor.organisation_id, id=entry_id).first()
    if found is None:
        raise NotFoundError(_("There is no such application."))
    require(actor, permission, *_scopes(found.campaign_id, found.region_id))
    if not _seen(Entry.objects.filter(pk=found.pk), actor, found.campaign).exists():
        raise NotAllowedError(_("Your role does not allow this. Ask an owner or admin of your organisation."))
    return found


@dataclass(frozen=True, slots=True)
class Applied:
    """A form that was sent, as its sender may see it: the entry that counts, and what became of this form.

    `repeat`: it is another form than the entry's, which nobody is told but the address that applied.
    """

    entry: Entry
    language: str
    submitted_at: datetime
    stands: bool
    repeat: Repeat | None = None


def applied_by(token: str) -> Applied:
    """What became of a form, for whoever sent it. Raises NotFoundError."""
    found = Entry.objects.select_related("campaign", "region").filter(token=token).first()
    if found is not None:
        return applied(found)
    again = Repeat.objects.select_related("entry__campaign", "entry__region").filter(token=token).first()
    if again is None:
        raise NotFoundError(_("There is no such application."))
    return Applied(again.entry, again.language, again.submitted_at, again.withdrawn_at is None, again)


def applied(entry: Entry) -> Applied:
    """The entry's own form."""
    return Applied(entry, entry.language, entry.submitted_at, entry.state == State.SUBMITTED)


def submitted(campaign_id: int) -> QuerySet[Entry]:
    """The entries that stand, for the parts of the door that work through all of them; nobody's grants are asked."""
    return Entry.objects.filter(campaign_id=campaign_id, state=State.SUBMITTED).order_by()


def _seen(rows: QuerySet[Entry], actor: Actor, campaign: Campaign) -> QuerySet[Entry]:
    rows = rows.filter(_sight(actor, campaign))
    for aside in _stepped_aside:
        rows = rows.exclude(aside(actor))
    return rows


def _sight(actor: Actor, campaign: Campaign) -> Q:
    if actor.may("allocation.edit", ("campaign", campaign.pk)):
        return Q()
    seen = Q(region_id__in=regions_within(actor, campaign.pk))
    if actor.may("allocation.choose", ("campaign", campaign.pk)):
        seen |= _passed_on[0]() if _passed_on else _NOTHING
    return seen


def _scopes(campaign_id: int, region_id: int) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("campaign", campaign_id), ("region", region_id)
