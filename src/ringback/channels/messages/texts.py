"""The texts that ship: one folder a language under `languages`, found by looking, so that adding one is one folder."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "languages"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """A kind's texts in one language, placeholders unfilled. Empty `html`: it is made from `text`.

    `sms` is what a text message says, where that is not `text`.
    """

    subject: str
    text: str
    html: str = ""
    sms: str = ""


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The codes of all languages that ship, in order."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if (folder / "words.toml").is_file()))


def language_of(*wishes: str) -> str:
    """The first of the wishes ("de-AT", "zh-hans") that there is a folder for, else English."""
    for wish in wishes:
        code = wish.lower().partition("-")[0].partition("_")[0]
        if code in languages():
            return code
    return FALLBACK


@lru_cache(maxsize=1000)
def shipped(language: str, kind: str, channel: str = "mail") -> Texts:
    """What ships for `kind`; in English where `language` lacks it. Raises FileNotFoundError where that lacks it too.

    A channel may have a text of its own: "kind.sms.txt" is sent as a text message instead of "kind.txt".
    """
    folder = FOLDER / language
    own, plain = folder / f"{kind}.{channel}.txt", folder / f"{kind}.txt"
    text = own if own.is_file() else plain
    if not text.is_file() and language != FALLBACK:
        return shipped(FALLBACK, kind, channel)
    subject, html = folder / f"{kind}.subject", folder / f"{kind}.html"
    return Texts(
        subject=subject.read_text("utf-8").strip() if subject.is_file() else "",
        text=text.read_text("utf-8").strip() + "\n",
        html=html.read_text("utf-8").strip() if html.is_file() and text is plain else "",
    )


def has_own_text(language: str, kind: str, channel: str) -> bool:
    """Whether what `shipped` gives is a text that only `channel` uses."""
    folder = FOLDER / language
    if language != FALLBACK and not (folder / f"{kind}.txt").is_file():
        folder = FOLDER / FALLBACK
    return (folder / f"{kind}.{channel}.txt").is_file()


@lru_cache(maxsize=50)
def words(language: str) -> Mapping[str, str]:
    """The single words and lines around messages (footer, opt-out pages) in a language that ships."""
    found: dict[str, str] = tomllib.loads((FOLDER / language / "words.toml").read_text("utf-8"))
    return found
