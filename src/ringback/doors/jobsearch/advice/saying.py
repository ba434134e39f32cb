"""What is advised, and why something is due when it is: in the seeker's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ringback.base.kit.tongues import Vocabulary
from ringback.doors.jobsearch.advice.norms import Norm

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")

# What is of use at a stage of a candidacy, in order; each is a title and lines in the vocabulary.
_BEFORE = ("research", "questions")
_MOMENTS = {
    "found": _BEFORE,
    "applied": (*_BEFORE, "channels"),
    "invited": ("day", "talking_errors", "talking_pay", "talking_last", "goodbye", "questions"),
    "interviewed": ("call_or_letter", "channels"),
    "second": ("by_phone", "day", "talking_pay", "questions"),
    "offer": ("offer",),
    "refused": ("no",),
    "asleep": ("channels",),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: its title, and its lines."""

    slug: str
    title: str
    lines: list[str]


def advice_for(stage: str, *wishes: str) -> list[Advice]:
    """What is of use at a stage, in the first language of `wishes` that there is (MISSION S15, S16, S26, S29, S30)."""
    return [advice(slug, *wishes) for slug in _MOMENTS.get(stage, ())]


def advice(slug: str, *wishes: str) -> Advice:
    """One piece of advice."""
    words = VOCABULARY.words(*wishes)
    return Advice(slug, words[f"{slug}_title"], lines(words[f"{slug}_text"]))


def why(norm: Norm, *wishes: str) -> str:
    """Why something is due when it is: the norm behind it, in words. Whose it is stands beside it in `norm.source`."""
    words = VOCABULARY.words(*wishes)
    hour = f"{norm.hour:%H:%M}" if norm.unit == "minute" else ""
    return words[f"norm_{norm.slug}"].format_map({"least": norm.least, "most": norm.most, "hour": hour})


def sign_words(*wishes: str) -> Mapping[str, str]:
    """What each sign at an interview is called."""
    words = VOCABULARY.words(*wishes)
    return {name.removeprefix("sign_"): text for name, text in words.items() if name.startswith("sign_")}


def lines(text: str) -> list[str]:
    """The lines of a text of the vocabulary."""
    return [line.strip() for line in text.strip().splitlines() if line.strip()]
