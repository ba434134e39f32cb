"""What Today and the lists of promises say of promises that the parts of this door made.

A promise's row holds no word of the seeker's: its line is opened from the workspace, whose one reader the desk shows
it to.
"""

from collections.abc import Callable, Iterable

from ringback.desk.cards import Line

# As `desk.cards.Describer`: from the ids of promises to their lines; ids of others are left out.
Part = Callable[[int, Iterable[int]], dict[int, Line]]

_parts: dict[str, Part] = {}


def describes(part: str, describer: Part) -> None:
    """Let a part of the door put its promises into words; the same name again takes its place."""
    _parts[part] = describer


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """The lines of every part."""
    asked = list(promise_ids)
    return {key: line for part in _parts.values() for key, line in part(organisation_id, asked).items()}
