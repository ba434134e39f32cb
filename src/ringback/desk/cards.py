"""What doors hang into Today: cards of their own, and words for the promises they made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ringback.core.promises.services import label_of


@dataclass(frozen=True, slots=True)
class Line:
    """How a door describes one of its promises: what it is about, where it came from, and where it leads.

    `who` it is made to, where that is nobody whom the core knows. `deed`: in a word what its owner does at `url` to
    keep it; "" where one only looks.
    """

    title: str | Promise
    detail: str | Promise = ""
    url: str = ""
    who: str = ""
    deed: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card on Today. `render` gives safe HTML, or "" to stay away; lower `order` comes first."""

    slug: str
    order: int
    render: Callable[[HttpRequest], str]


# From the ids of promises of one door to their lines, in as few queries as it can; ids may be left out.
Describer = Callable[[int, Iterable[int]], dict[int, Line]]


class Describers:
    """What the parts of one door say of the promises they made; `lines` is the door's own describer."""

    def __init__(self) -> None:
        self._parts: dict[str, Describer] = {}

    def describes(self, part: str, describer: Describer) -> None:
        """Let a part of the door put its promises into words; the same name again takes its place."""
        self._parts[part] = describer

    def lines(self, organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
        """The lines of every part."""
        asked = list(promise_ids)
        return {key: line for part in self._parts.values() for key, line in part(organisation_id, asked).items()}


_cards: dict[str, Card] = {}
_describers: dict[str, Describer] = {}
_channel_describers: dict[str, Describer] = {}
_titles: dict[str, str | Promise] = {}


def register(card: Card) -> None:
    """Hang `card` on Today; the same slug again takes its place."""
    _cards[card.slug] = card


def describe_door(door: str, title: str | Promise, describer: Describer) -> None:
    """Let `describer(organisation_id, promise_ids)` put a door's promises into words; `title` names it to people."""
    _describers[door] = describer
    _titles[door] = title


def door_title(door: str) -> str | Promise:
    """The name people know a door by; promises made on the desk itself have none of their own."""
    return _titles.get(door, _("The desk"))


def door_titles() -> list[tuple[str, str | Promise]]:
    """Every door there is, with its name."""
    return sorted(_titles.items(), key=lambda pair: str(pair[1]))


def describe_channel(channel: str, describer: Describer) -> None:
    """Let `describer` put those promises into words that `channel` itself keeps, and no door has words for."""
    _channel_describers[channel] = describer


def headed(line: Line, kind: str) -> tuple[str | Promise, str | Promise]:
    """Who, and what about, of a promise to nobody whom the core knows: what it is about stands in for who."""
    if line.who:
        return line.who, f"{line.title} · {line.detail}" if line.detail else line.title
    return line.title, line.detail or label_of(kind)


def title_of(line: Line | None, kind: str) -> str | Promise:
    """What a promise is about in a few words, whoever made it."""
    return line.title if line is not None else label_of(kind)


def rendered(request: HttpRequest) -> list[str]:
    """The HTML of every card that has something to say now."""
    ordered = sorted(_cards.values(), key=lambda card: (card.order, card.slug))
    return [html for card in ordered if (html := card.render(request))]


def lines(organisation_id: int, promises: Iterable[tuple[int, str]]) -> dict[int, Line]:
    """Words for `(promise id, door)` pairs, asking each door once."""
    by_door: dict[str, list[int]] = {}
    for promise_id, door in promises:
        by_door.setdefault(door, []).append(promise_id)
    found: dict[int, Line] = {}
    for door, ids in by_door.items():
        if describer := _describers.get(door):
            found.update(describer(organisation_id, ids))
    for describer in _channel_describers.values():
        if silent := [promise_id for ids in by_door.values() for promise_id in ids if promise_id not in found]:
            found.update(describer(organisation_id, silent))
    return found
