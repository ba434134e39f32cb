"""The pages of a job search, as the parts of the door name them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from ringback.desk.tabs import Link


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the workspace. `url_name` is reversed without arguments; lower `order` comes first."""

    slug: str
    title: str | Promise
    url_name: str
    order: int


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Name a page; the same slug again takes its place."""
    _tabs[tab.slug] = tab


def links(here: str) -> list[Link]:
    """All pages in order; `here` is the slug of the one that is shown."""
    ordered = sorted(_tabs.values(), key=lambda tab: (tab.order, tab.slug))
    return [Link(tab.title, reverse(tab.url_name), tab.slug == here) for tab in ordered]
