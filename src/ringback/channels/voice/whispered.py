"""What an agent hears before a call is theirs: the words of a whisper, and what it says of earlier talks. Pure."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from ringback.base.kit.errors import FieldError

WORDS = frozenset({"site", "page", "city", "name", "before"})
BEFORE = "{before}"
MOST_WORD = 80

_MARKS = ",.;:!?，。；：！？、"
_HARD = ".!?。！？"
_CLAUSE = re.compile(f"([^{_MARKS}]*)([{_MARKS}]?)")

Piece = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is said in one language unless a group says otherwise."""

    whisper: str
    announcement: str
    you: str
    other: str
    times: Mapping[str, str]
    rings_back: str
    calls_us: str
    greeting: str


@dataclass(slots=True)
class _Clause:
    """Text up to a punctuation mark. Without a fact for any of its words it is not said."""

    text: list[str] = field(default_factory=list)
    mark: str = ""
    asked: int = 0
    known: int = 0


def text(template: str, words: Mapping[str, str]) -> str:
    """The whisper with its words filled in; a clause none of whose facts is known is left out, with its comma."""
    kept: list[_Clause] = []
    for clause in _clauses(template, words):
        if clause.known or not clause.asked:
            kept.append(clause)
        elif kept and kept[-1].mark not in _HARD and (not clause.mark or clause.mark in _HARD):
            kept[-1].mark = clause.mark
    return " ".join("".join("".join(clause.text).rstrip() + clause.mark for clause in kept).split())


def checked(template: str) -> str:
    """The template as it may be stored. Raises FieldError when it holds a word we cannot fill in."""
    mend = "Use {site}, {page}, {city}, {name} and {before}, each within its own braces."
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError as error:
        raise FieldError("whisper", "The braces do not match.", mend) from error
    for _, word, form, conversion in pieces:
        if word is not None and (word not in WORDS or form or conversion):
            raise FieldError("whisper", f"{{{word}}} is not known here.", mend)
    return template.strip()


def usual(language: str) -> Usual:
    """The usual words of a language ("de", "pt-BR"), in English where we have none."""
    return _USUAL.get(language.lower().split("-")[0], _USUAL["en"])


def of_caller(language: str, words: Mapping[str, str], *, owed: bool) -> str:
    """Who is on the line, where they called us: somebody we owe a call, or anybody."""
    said = usual(language)
    return text(said.rings_back if owed else said.calls_us, words)


def before(language: str, spoke_at: datetime, now: datetime, zone: ZoneInfo, who: str = "") -> str:
    """ "Spoke with you last week", by the calendar of `zone`; with `who` it was somebody else of ours."""
    said = usual(language)
    when, count = _ago(spoke_at, now, zone)
    pattern = said.other if who else said.you
    return pattern.format(when=said.times[when].format(n=count), who=who[:MOST_WORD])


def _ago(spoke_at: datetime, now: datetime, zone: ZoneInfo) -> tuple[str, int]:
    then, today = spoke_at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - then).days
    weeks = (today.toordinal() - today.weekday() - then.toordinal() + then.weekday()) // 7
    if days <= 1:
        return ("yesterday", 1) if days == 1 else ("today", 0)
    if weeks == 0:
        return "days", days
    if weeks == 1:
        return "week", 1
    return ("weeks", weeks) if weeks <= 5 else ("months", round(days / 30.4))


def _clauses(template: str, words: Mapping[str, str]) -> Iterator[_Clause]:
    clause = _Clause()
    for literal, word, _form, _conversion in _pieces(template):
        for part, mark in _CLAUSE.findall(literal):
            clause.text.append(part)
            if mark:
                clause.mark = mark
                yield clause
                clause = _Clause()
        if word in WORDS:
            value = words.get(word, "")[:MOST_WORD]
            clause.text.append(value)
            clause.asked, clause.known = clause.asked + 1, clause.known + bool(value)
    yield clause


def _pieces(template: str) -> list[Piece]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError:
        return [(template, None, None, None)]


_USUAL: Mapping[str, Usual] = {
    "en": Usual(
        "Call from {site}, page {page}, {city}. {before}.",
        "This call is recorded.",
        "Spoke with you {when}",
        "Spoke with {who} {when}",
        {
            "today": "today",
            "yesterday": "yesterday",
            "days": "{n} days ago",
            "week": "last week",
            "weeks": "{n} weeks ago",
            "months": "{n} months ago",
        },
        "{name} rings back. They were promised a call.",
        "Somebody calls us. {name}.",
        "Nobody can take your call now. Please leave a message after the tone, and we will call you back.",
    ),
    "de": Usual(
        "Anruf von {site}, Seite {page}, {city}. {before}.",
        "Dieses Gespräch wird aufgezeichnet.",
        "Sprach {when} mit Ihnen",
        "Sprach {when} mit {who}",
        {
            "today": "heute schon",
            "yesterday": "gestern",
            "days": "vor {n} Tagen",
            "week": "letzte Woche",
            "weeks": "vor {n} Wochen",
            "months": "vor {n} Monaten",
        },
        "{name} ruft zurück. Ein Anruf war versprochen.",
        "Jemand ruft uns an. {name}.",
        "Im Moment ist niemand frei. Bitte sprechen Sie nach dem Ton; wir rufen zurück.",
    ),
    "es": Usual(
        "Llamada de {site}, página {page}, {city}. {before}.",
        "Esta llamada se graba.",
        "Habló con usted {when}",
        "Habló con {who} {when}",
        {
            "today": "hoy",
            "yesterday": "ayer",
            "days": "hace {n} días",
            "week": "la semana pasada",
            "weeks": "hace {n} semanas",
            "months": "hace {n} meses",
        },
        "{name} devuelve la llamada. Se le prometió una llamada.",
        "Alguien nos llama. {name}.",
        "Ahora nadie puede atenderle. Deje un mensaje después de la señal y le llamaremos.",
    ),
    # Russian counts in three forms and bends names: neither is asked of it here.
    "ru": Usual(
        "Звонок с сайта {site}, страница {page}, {city}. {before}.",
        "Разговор записывается.",
        "Вы говорили {when}",
        "Прошлый разговор: {who}, {when}",
        {
            "today": "сегодня",
            "yesterday": "вчера",
            "days": "на этой неделе",
            "week": "на прошлой неделе",
            "weeks": "несколько недель назад",
            "months": "несколько месяцев назад",
        },
        "{name} перезванивает. Мы обещали звонок.",
        "Нам звонят. {name}.",
        "Сейчас никто не может ответить. Оставьте сообщение после сигнала, и мы вам перезвоним.",
    ),
    "zh": Usual(
        "{site}来电，页面{page}，{city}。{before}。",
        "本次通话将被录音。",
        "{when}和您通过话",
        "{when}和{who}通过话",
        {
            "today": "今天",
            "yesterday": "昨天",
            "days": "{n}天前",
            "week": "上周",
            "weeks": "{n}周前",
            "months": "{n}个月前",
        },
        "{name}回电。我们答应过致电。",
        "有人来电。{name}。",
        "现在无人接听。请在提示音后留言，我们会给您回电。",
    ),
}
