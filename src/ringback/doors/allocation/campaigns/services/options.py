"""The options of a campaign, and what they cost (MISSION A1, A4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import money
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.allocation.campaigns.models import Campaign, Option
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import campaign_of, options_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class OptionValues:
    """One option as a person says it; `key` of one that is there already, "" for a new one, which gets its own."""

    group: str
    name: str
    price: Decimal = Decimal(0)
    exclusive: bool = False
    default: bool = False
    key: str = ""


def save_options(actor: Actor, campaign_id: int, values: Sequence[OptionValues]) -> list[Option]:
    """Give the campaign exactly these options, in this order; a group is exclusive when one of its rows is.

    Raises FieldError; ConflictError once the campaign was opened, but for names: people applied for these.
    """
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        there = {one.key: one for one in options_of(campaign_id)}
        rows = _rows(campaign, values, there)
        _check(rows)
        if campaign.state != Campaign.State.DRAFT and _settled(rows) != _settled(options_of(campaign_id)):
            raise ConflictError(_("The campaign was opened: its options and their prices stay. Names may change."))
        Option.objects.filter(campaign=campaign).exclude(key__in=[one.key for one in rows]).delete()
        for one in rows:
            one.save()
        tell(actor, campaign, Change.OPTIONS)
        audit(actor, "campaign.options_changed", f"campaign {campaign_id}", options=len(values))
    forget(campaign.token)
    return options_of(campaign_id)


def _rows(campaign: Campaign, values: Sequence[OptionValues], there: dict[str, Option]) -> list[Option]:
    if len(values) > MOST_OPTIONS or any(one.key and one.key not in there for one in values):
        raise FieldError("options", _("These options cannot be."), _("Reload the page; at most 100 can be offered."))
    used = set(there)
    single = {one_line(one.group, 80) for one in values if one.exclusive}
    rows = []
    for number, one in enumerate(values):
        key = one.key or next(name for count in range(1, 1000) if (name := f"o{count}") not in used)
        used.add(key)
        row = there.get(key) or Option(campaign=campaign, key=key)
        row.position, row.group, row.name = number, one_line(one.group, 80), one_line(one.name, 120)
        row.price, row.exclusive, row.default = one.price, row.group in single, one.default
        rows.append(row)
    return rows


def _check(rows: Sequence[Option]) -> None:
    if any(not one.name or not one.group for one in rows):
        raise FieldError("options", _("An option needs a name and a group."), _("Name both, or take it away."))
    if any(not 0 <= one.price < money.MOST for one in rows):
        raise FieldError("options", _("This is no price."), _("Type digits, as 450 or 1250.50."))
    if len({one.key for one in rows}) < len(rows) or len({(one.group, one.name) for one in rows}) < len(rows):
        raise FieldError("options", _("Two options are the same one."), _("Name them apart."))
    defaults = [one.group for one in rows if one.default and one.exclusive]
    if len(set(defaults)) < len(defaults):
        raise FieldError("options", _("One choice has two defaults."), _("Leave one of them."))


def _settled(rows: Sequence[Option]) -> list[tuple[str, Decimal, bool, bool]]:
    return sorted((one.key, one.price, one.exclusive, one.default) for one in rows)
