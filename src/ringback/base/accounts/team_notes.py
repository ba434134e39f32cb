"""What slices above say at the head of the Team page, as promises of members who have left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

# Safe HTML, or "" to say nothing.
Note = Callable[[HttpRequest], str]


@dataclass(frozen=True, slots=True)
class Link:
    """Where something of a member's is to be seen."""

    url: str
    words: str


# For members, by their ids: a link that stands beside their name.
Links = Callable[[HttpRequest], Mapping[int, Link]]

_notes: list[Note] = []
_links: list[Links] = []


def hang(note: Note) -> None:
    """Let `note` say something on the Team page; called once at start."""
    if note not in _notes:
        _notes.append(note)


def hang_links(links: Links) -> None:
    """Let `links` stand beside the members' names; called once at start."""
    if links not in _links:
        _links.append(links)


def links_of(request: HttpRequest) -> dict[int, list[Link]]:
    """The links beside each member's name."""
    found: dict[int, list[Link]] = {}
    for links in _links:
        for member_id, link in links(request).items():
            found.setdefault(member_id, []).append(link)
    return found


def said(request: HttpRequest) -> list[str]:
    """All that is to be said now."""
    return [html for note in _notes if (html := note(request))]
