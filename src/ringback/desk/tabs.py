"""The pages of one thing, as the parts of a door name them, in a few groups: a phone has no room for many tabs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.urls import reverse
from django.utils.functional import Promise

Text = str | Promise


class Page(Protocol):
    """What a door's own tab has at least: lower `order` comes first in its `group`."""

    @property
    def slug(self) -> str: ...

    @property
    def title(self) -> Text: ...

    @property
    def url_name(self) -> str: ...

    @property
    def order(self) -> int: ...

    @property
    def group(self) -> str: ...


AnyTab = TypeVar("AnyTab", bound=Page)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu; `here` where it leads to what is shown."""

    title: Text
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups, each leading to its first page, and the pages of the group that is shown, where it has several."""

    groups: list[Link]
    pages: list[Link]


class Tabs(Generic[AnyTab]):
    """The tabs of one kind of thing. `titles`: the groups with their titles, in the order in which they are shown."""

    def __init__(self, titles: Iterable[tuple[str, Text]]) -> None:
        self._titles = dict(titles)
        self._tabs: dict[str, AnyTab] = {}

    def register(self, tab: AnyTab) -> None:
        """Add `tab`; the same slug again takes its place."""
        self._tabs[tab.slug] = tab

    def menu(self, opens: Callable[[AnyTab], bool], here: str, **address: int) -> Menu:
        """The way to every page that `opens`; `here` is the slug of the one shown, `address` what URLs are made of."""
        mine = sorted((tab for tab in self._tabs.values() if opens(tab)), key=lambda tab: (tab.order, tab.slug))
        shown = next((tab.group for tab in mine if tab.slug == here), None)
        firsts = [(group, next((tab for tab in mine if tab.group == group), None)) for group in self._titles]
        urls = {tab.slug: reverse(tab.url_name, kwargs=address) for tab in mine}
        groups = [Link(self._titles[group], urls[tab.slug], group == shown) for group, tab in firsts if tab is not None]
        pages = [Link(tab.title, urls[tab.slug], tab.slug == here) for tab in mine if tab.group == shown]
        return Menu(groups, pages if len(pages) > 1 else [])
