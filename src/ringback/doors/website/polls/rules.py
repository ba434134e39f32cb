"""What a visitor is asked, in which language and variant, and which choices stay the same when they are edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_CHOICES = 10
MOST_WORDS = 200

Texts = Mapping[str, Mapping[str, str]]
Choice = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll as one visitor reads it; `choices` are (key, text)."""

    variant: str
    language: str
    question: str
    more: str
    choices: tuple[tuple[str, str], ...]


def has_second(second: Texts) -> bool:
    """Whether there is a second variant at all."""
    return any(text for words in second.values() for text in words.values())


def asked(texts: Texts, second: Texts, choices: Sequence[Choice], own: str, language: str, variant: str) -> Asked:
    """The poll in `language`, where it speaks it (by the first two letters), otherwise in the site's `own`.

    What the second variant leaves empty is as in the first.
    """
    short = language.partition("-")[0]
    spoken = next((tag for tag in texts if tag.partition("-")[0] == short and texts[tag].get("question")), own)
    words = dict(texts.get(spoken, {}))
    if variant == "b":
        words |= {name: text for name, text in second.get(spoken, {}).items() if text}
    return Asked(
        variant,
        spoken,
        words.get("question", ""),
        words.get("more", ""),
        tuple(
            (one["key"], one["texts"].get(spoken) or one["texts"].get(own, ""))
            for one in choices
            if not one.get("gone")
        ),
    )


def edited(before: Sequence[Choice], given: Mapping[str, Sequence[str]], own: str) -> list[dict[str, Any]]:
    """The choices after an edit: `given` are lines by language, those of one line being one choice.

    A choice whose words in the `own` language stay keeps its key, and with it its answers; what is not there any more
    is gone, and still has a name for old answers. A key is never given to another choice.
    """
    known = {one["texts"].get(own, ""): one for one in before}
    taken = {one["key"] for one in before}
    made: list[dict[str, Any]] = []
    for place, text in enumerate(given.get(own, ())):
        key = known[text]["key"] if text in known else _free(taken)
        taken.add(key)
        texts = {tag: lines[place] for tag, lines in given.items() if place < len(lines) and lines[place]}
        made.append({"key": key, "texts": texts})
    kept = {one["key"] for one in made}
    return made + [{**one, "gone": True} for one in before if one["key"] not in kept]


def _free(taken: set[str]) -> str:
    return next(key for key in (f"c{number}" for number in range(1, 10_000)) if key not in taken)


def said(asked: Asked, choice: str, text: str) -> str:
    """An answer as a message for the inbox: what they said, and below it what they were asked."""
    words = [dict(asked.choices).get(choice, ""), text]
    questions = [asked.question if choice else "", asked.more if text else ""]
    return "\n".join(filter(None, words)) + "\n\n" + "\n".join(f"> {one}" for one in questions if one)
