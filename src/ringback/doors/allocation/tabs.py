"""The pages of one campaign, as the parts of the door name them, in a few groups."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ringback.desk.tabs import Menu, Tabs

if TYPE_CHECKING:
    from ringback.base.accounts.services import Actor


class Group(StrEnum):
    """What belongs together, in the order in which it is shown."""

    ENTRIES = "entries"
    SELECTION = "selection"
    ANSWERS = "answers"
    RECORD = "record"
    SET_UP = "set_up"


_TITLES = {
    Group.ENTRIES: _("Applications"),
    Group.SELECTION: _("Selection"),
    Group.ANSWERS: _("Answers"),
    Group.RECORD: _("Record"),
    Group.SET_UP: _("Set-up"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a campaign. `url_name` is reversed with `campaign_id`; lower `order` comes first in its group.

    `regional`: whoever holds `permission` in one of its regions may open it, too.
    """

    slug: str
    title: str | Promise
    url_name: str
    order: int
    permission: str = "allocation.see"
    group: Group = Group.SET_UP
    regional: bool = False


_tabs: Tabs[Tab] = Tabs(_TITLES.items())
register = _tabs.register


def menu(actor: "Actor", campaign_id: int, here: str) -> Menu:
    """The way to every page of that campaign which the actor may open; `here` is the slug of the one that is shown."""
    return _tabs.menu(lambda tab: _opens(actor, tab, campaign_id), here, campaign_id=campaign_id)


def first_page(actor: "Actor", campaign_id: int) -> str:
    """Where a campaign's name leads that actor: the first page of the first group they may open; "" for none."""
    groups = menu(actor, campaign_id, "").groups
    return groups[0].url if groups else ""


def _opens(actor: "Actor", tab: Tab, campaign_id: int) -> bool:
    if actor.may(tab.permission, ("campaign", campaign_id)):
        return True
    return tab.regional and bool(actor.reach(tab.permission).ids("region"))
