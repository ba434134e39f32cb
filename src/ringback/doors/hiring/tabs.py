"""The pages of one opening, as the parts of the door name them, in a few groups: a phone has no room for many tabs."""

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

    CANDIDATES = "candidates"
    INTERVIEWS = "interviews"
    DECISION = "decision"
    FIGURES = "figures"
    SET_UP = "set_up"


_TITLES = {
    Group.CANDIDATES: _("Candidates"),
    Group.INTERVIEWS: _("Interviews"),
    Group.DECISION: _("Decision"),
    Group.FIGURES: _("Figures"),
    Group.SET_UP: _("Set-up"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of an opening. `url_name` is reversed with `opening_id`; lower `order` comes first in its group."""

    slug: str
    title: str | Promise
    url_name: str
    order: int
    permission: str = "hiring.see"
    group: Group = Group.SET_UP


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


def menu(actor: "Actor", opening_id: int, here: str) -> Menu:
    """The way to every page of that opening which the actor may open; `here` is the slug of the one that is shown."""
    mine = [tab for tab in _tabs.values() if actor.may(tab.permission, ("opening", opening_id))]
    mine.sort(key=lambda tab: (tab.order, tab.slug))
    shown = next((tab.group for tab in mine if tab.slug == here), None)
    firsts = {group: next((tab for tab in mine if tab.group == group), None) for group in Group}
    groups = [Link(_TITLES[group], _url(tab, opening_id), group == shown) for group, tab in firsts.items() if tab]
    pages = [Link(tab.title, _url(tab, opening_id), tab.slug == here) for tab in mine if tab.group == shown]
    return Menu(groups, pages if len(pages) > 1 else [])


def _url(tab: Tab, opening_id: int) -> str:
    return reverse(tab.url_name, kwargs={"opening_id": opening_id})
