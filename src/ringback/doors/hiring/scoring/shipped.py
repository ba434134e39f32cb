"""Interview questions that ship, by competence and language, with what good answers show (MISSION H42)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tomllib import loads

FOLDER = Path(__file__).parent / "languages"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` names it within its language; `own`: of the organisation's wording, not as it ships."""

    key: str
    competence: str
    text: str
    shows: str
    own: bool = False


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that questions ship in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def language_of(wish: str) -> str:
    """The language of `wish` ("de-AT") where questions ship in it, else English."""
    short = wish.partition("-")[0].lower()
    return short if short in languages() else FALLBACK


@lru_cache(maxsize=8)
def shipped(language: str) -> tuple[Question, ...]:
    """The questions in one of `languages`, by competence as the file has them."""
    found = loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return tuple(
        Question(f"{name}.{key}", competence["title"], one["text"], one["shows"])
        for name, competence in found.items()
        for key, one in competence.items()
        if key != "title"
    )
