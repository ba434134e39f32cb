"""The pages of one opening, as the parts of the door name them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise

if TYPE_CHECKING:
    from ringback.base.accounts.services import Actor


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of an opening. `url_name` is reversed with `opening_id`; lower `order` comes first."""

    slug: str
    title: str | Promise
    url_name: str
    order: int
    permission: str = "hiring.see"


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add `tab`; the same slug again takes its place."""
    _tabs[tab.slug] = tab


def links(actor: "Actor", opening_id: int) -> list[tuple[str, str | Promise, str]]:
    """(slug, title, address) of every page of that opening which the actor may open, in order."""
    mine = [tab for tab in _tabs.values() if actor.may(tab.permission, ("opening", opening_id))]
    found = sorted(mine, key=lambda tab: (tab.order, tab.slug))
    return [(tab.slug, tab.title, reverse(tab.url_name, kwargs={"opening_id": opening_id})) for tab in found]
