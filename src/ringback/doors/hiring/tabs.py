"""The pages of one opening, as the parts of the door name them, in a few groups."""

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


_tabs: Tabs[Tab] = Tabs(_TITLES.items())
register = _tabs.register


def menu(actor: "Actor", opening_id: int, here: str) -> Menu:
    """The way to every page of that opening which the actor may open; `here` is the slug of the one that is shown."""
    return _tabs.menu(lambda tab: actor.may(tab.permission, ("opening", opening_id)), here, opening_id=opening_id)
