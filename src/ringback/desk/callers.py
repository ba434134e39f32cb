"""What doors know of who is calling, for the card that comes up when a member's own phone rings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise as Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, what is known, and where it leads. `url` may be a page of the customer's."""

    label: str | Text
    words: str | Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """More than lines can say. `render(request, promise_id)` gives safe HTML, or "" to stay away."""

    slug: str
    order: int
    render: Callable[[HttpRequest, int], str]


# What a door knows of one of its promises: (organisation id, promise id) to facts, the most telling first.
Teller = Callable[[int, int], Iterable[Fact]]

_tellers: dict[str, Teller] = {}
_cards: dict[str, Card] = {}


def tells(door: str, teller: Teller) -> None:
    """Let a door say what it knows of its callers; the same name again takes its place."""
    _tellers[door] = teller


def hang(card: Card) -> None:
    """Hang `card` below the facts; the same slug again takes its place."""
    _cards[card.slug] = card


def facts(organisation_id: int, promise_id: int) -> list[Fact]:
    """What every door knows; what is empty is left out."""
    told = [fact for teller in _tellers.values() for fact in teller(organisation_id, promise_id)]
    return [fact for fact in told if fact.words]


def rendered(request: HttpRequest, promise_id: int) -> list[str]:
    """The HTML of every card that has something to say of the promise."""
    ordered = sorted(_cards.values(), key=lambda card: (card.order, card.slug))
    return [html for card in ordered if (html := card.render(request, promise_id))]
