"""The pages of one campaign, as the parts of the door name them, in a few groups: a phone has no room for many tabs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu; `here` where it leads to what is shown."""

    title: str | Promise
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups, each leading to its first page, and the pages of the group that is shown, where it has several."""

    groups: list[Link]
    pages: list[Link]


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add `tab`; the same slug again takes its place."""
    _tabs[tab.slug] = tab


def menu(actor: "Actor", campaign_id: int, here: str) -> Menu:
    """The way to every page of that campaign which the actor may open; `here` is the slug of the one that is shown."""
    mine = [tab for tab in _tabs.values() if _opens(actor, tab, campaign_id)]
    mine.sort(key=lambda tab: (tab.order, tab.slug))
    shown = next((tab.group for tab in mine if tab.slug == here), None)
    firsts = {group: next((tab for tab in mine if tab.group == group), None) for group in Group}
    groups = [Link(_TITLES[group], _url(tab, campaign_id), group == shown) for group, tab in firsts.items() if tab]
    pages = [Link(tab.title, _url(tab, campaign_id), tab.slug == here) for tab in mine if tab.group == shown]
    return Menu(groups, pages if len(pages) > 1 else [])


def first_page(actor: "Actor", campaign_id: int) -> str:
    """Where a campaign's name leads that actor: the first page of the first group they may open; "" for none."""
    groups = menu(actor, campaign_id, "").groups
    return groups[0].url if groups else ""


def _opens(actor: "Actor", tab: Tab, campaign_id: int) -> bool:
    if actor.may(tab.permission, ("campaign", campaign_id)):
        return True
    return tab.regional and bool(actor.reach(tab.permission).ids("region"))


def _url(tab: Tab, campaign_id: int) -> str:
    return reverse(tab.url_name, kwargs={"campaign_id": campaign_id})
