"""Words that people say of promises, as the rows keep them: a door may have them sealed, and opened to be shown."""

from collections.abc import Callable
from dataclasses import dataclass

# From the organisation's id and a text to a text.
Turn = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class _Sealing:
    seal: Turn
    open: Turn


_sealings: dict[str, _Sealing] = {}


def seals_words(door: str, seal: Turn, open_again: Turn) -> None:
    """Let reasons and words said of the door's promises be kept as `seal` makes them; called once at start."""
    _sealings[door] = _Sealing(seal, open_again)


def as_kept(door: str, organisation_id: int, words: str) -> str:
    """Words as a row of the door's may keep them."""
    sealing = _sealings.get(door)
    return sealing.seal(organisation_id, words) if sealing and words else words


def as_said(door: str, organisation_id: int, words: str) -> str:
    """What `as_kept` kept, as it was said."""
    sealing = _sealings.get(door)
    return sealing.open(organisation_id, words) if sealing and words else words
