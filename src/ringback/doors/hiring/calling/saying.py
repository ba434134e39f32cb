"""What is said in a call, and how letters are spelled: in the candidate's language."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tomllib import loads

from ringback.base.kit.tongues import FALLBACK, Tongue, Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
_ALPHABETS = Path(__file__).parent / "languages" / "spelling"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The word for each letter and sign, and where they are from."""

    source: str
    letters: dict[str, str]
    signs: dict[str, str]


def tongue(zone: str, *wishes: str) -> Tongue:
    """The language of the call and the clock there."""
    return VOCABULARY.tongue(zone, *wishes)


@lru_cache(maxsize=12)
def alphabet(language: str) -> Alphabet:
    """The spelling alphabet of a language ("de"); English where it has none."""
    path = _ALPHABETS / f"{language}.toml"
    data = loads((path if path.is_file() else _ALPHABETS / f"{FALLBACK}.toml").read_text("utf-8"))
    return Alphabet(data["source"], data["letters"], data["signs"])
