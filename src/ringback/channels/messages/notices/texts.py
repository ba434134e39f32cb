"""What notices say: languages/<code>/notices.toml, filled with values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats, translation

from ringback.channels.messages import placeholders, rendering
from ringback.channels.messages.notices.kinds import NoticeKind, notice_kind
from ringback.channels.messages.texts import FALLBACK, FOLDER

MOST_VALUE_CHARACTERS = 200
_DJANGO = {"zh": "zh-hans"}


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: one line, and what more there is to say."""

    title: str
    text: str


def said(kind: NoticeKind, values: Mapping[str, object], language: str, zone: str) -> Said:
    """The notice in `language`, its instants by the clock of `zone`. A value that is missing is left out."""
    texts = _texts(language).get(kind.slug) or _texts(FALLBACK)[kind.slug]
    filled = {name: _words(name, values.get(name), language, zone) for name in kind.fields}
    title = rendering.one_line(placeholders.fill(texts["title"], filled))
    return Said(title, placeholders.fill(texts["text"], filled).strip())


def said_together(kind: NoticeKind, count: int, language: str) -> Said:
    """So many notices of a kind in one."""
    texts = _texts(language).get(kind.slug) or _texts(FALLBACK)[kind.slug]
    filled = {"count": str(count)}
    return Said(placeholders.fill(texts["many_title"], filled), placeholders.fill(texts["many_text"], filled))


def has_texts(language: str, slug: str) -> bool:
    """Whether the language has words of its own for this kind, and for many of it where they are told together."""
    wanted = {"title", "text"} | ({"many_title", "many_text"} if notice_kind(slug).together else set())
    return wanted <= set(_texts(language).get(slug, {}))


def _words(name: str, value: object, language: str, zone: str) -> str:
    if name.endswith("_at") and isinstance(value, str) and value:
        local = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
        with translation.override(_DJANGO.get(language, language)):
            return formats.date_format(local, "j M, H:i")
    return rendering.one_line(str(value if value is not None else ""))[:MOST_VALUE_CHARACTERS]


@lru_cache(maxsize=50)
def _texts(language: str) -> Mapping[str, Mapping[str, str]]:
    place = FOLDER / language / "notices.toml"
    return tomllib.loads(place.read_text("utf-8")) if place.is_file() else {}
