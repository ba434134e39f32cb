"""Text messages that say, as a whole, that somebody wants no more optional messages, or wants them again."""

import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from ringback.channels.messages.texts import FOLDER, languages


class Wish(StrEnum):
    """What a message asks for: an end, an end that may also mean something else ("cancel"), or no end any more."""

    STOP = "stop"
    UNCLEAR = "unclear"
    START = "start"
    NONE = ""


def wish_in(text: str) -> Wish:
    """What `text` asks for, in any language that ships: nobody knows which one a stranger writes.

    The whole message must say it, or its first line where a phone adds a signature: "stop by on Monday" is for people.
    """
    plain = text.strip()
    known = _words()
    return known.get(_folded(plain)) or known.get(_folded(plain.partition("\n")[0])) or Wish.NONE


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Wish]:
    found: dict[str, Wish] = {}
    for language in languages():
        lists = tomllib.loads((FOLDER / language / "stop_words.toml").read_text("utf-8"))
        for wish in (Wish.UNCLEAR, Wish.START, Wish.STOP):  # the last one counts where languages disagree
            found |= {_folded(word): wish for word in lists[wish]}
    return found


def _folded(text: str) -> str:
    """Without case, signs and spare blanks: "« Stop! »" is "stop"."""
    letters = (
        character if unicodedata.category(character)[0] in "LNM" else " "
        for character in unicodedata.normalize("NFKC", text[:80]).casefold()
    )
    return " ".join("".join(letters).split())
