"""What stands in the desk's navigation; doors add their own items when their application is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils.functional import Promise

from ringback.base.kit.errors import NotFoundError

if TYPE_CHECKING:
    from ringback.base.accounts.services import Actor

Place = Literal["work", "setup"]


@dataclass(frozen=True, slots=True)
class Item:
    """One page in the navigation.

    `url_name` is reversed without arguments; `icon` is a Tabler outline icon that icons.txt lists;
    `permission` is needed to see it (None: every member); lower `order` comes first within its `place`:
    "work" is where the day is spent (always in reach on a phone), "setup" what is set up once. `whole`: the page is
    about the whole organisation, and a permission over a part of it does not open it. `count` is shown beside the
    title unless it is 0, and asked again whenever Today changes.
    """

    slug: str
    title: str | Promise
    url_name: str
    icon: str
    order: int
    place: Place = "work"
    permission: str | None = None
    whole: bool = False
    count: "Callable[[Actor], int] | None" = None


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one page shows it."""

    slug: str
    title: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None = None


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Hang `item` in the navigation; the same slug again takes its place."""
    _items[item.slug] = item


def links(path: str, place: Place, actor: "Actor") -> list[Link]:
    """The items of `place` that `actor` may open somewhere, in order; the one that leads to `path` is current."""
    shown = [item for item in _items.values() if item.place == place and _visible(item, actor)]
    return [_link(item, path, actor) for item in sorted(shown, key=lambda item: (item.order, item.slug))]


def count(slug: str, actor: "Actor") -> int:
    """What is counted beside one item now. Raises NotFoundError for one that counts nothing, or is not the actor's."""
    item = _items.get(slug)
    if item is None or item.count is None or not _visible(item, actor):
        raise NotFoundError("Nothing is counted there.")
    return item.count(actor)


def _visible(item: Item, actor: "Actor") -> bool:
    if item.permission is None:
        return True
    return actor.may(item.permission) if item.whole else bool(actor.reach(item.permission))


def _link(item: Item, path: str, actor: "Actor") -> Link:
    url = reverse(item.url_name)
    current = path == url if url == "/" else path.startswith(url)
    counted = None if item.count is None else item.count(actor)
    return Link(item.slug, item.title, url, item.icon, current, counted)
