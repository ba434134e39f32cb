"""What slices above say at the head of the Team page, as promises of members who have left."""

from collections.abc import Callable

from django.http import HttpRequest

# Safe HTML, or "" to say nothing.
Note = Callable[[HttpRequest], str]

_notes: list[Note] = []


def hang(note: Note) -> None:
    """Let `note` say something on the Team page; called once at start."""
    if note not in _notes:
        _notes.append(note)


def said(request: HttpRequest) -> list[str]:
    """All that is to be said now."""
    return [html for note in _notes if (html := note(request))]
