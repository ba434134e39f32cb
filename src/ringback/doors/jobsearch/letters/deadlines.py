"""Finding "within three days" in a letter's text, in six languages (MISSION S9); pure."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

MOST_DAYS = 60
MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """In how many days the letter asks for an answer, and the words that say so."""

    days: int
    words: str


_NUMBERS = {
    "en": "a,an,one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "de": (
        "ein,eine,einem,einer,eines zwei,zweier drei,dreier vier fünf sechs sieben acht neun zehn elf zwölf "
        "dreizehn vierzehn"
    ),
    "ru": (
        "один,одного,одной,одну двух,два,две трех,три,трехдневный четырех,четыре пяти,пять шести,шесть семи,семь "
        "восьми,восемь девяти,девять десяти,десять одиннадцати,одиннадцать двенадцати,двенадцать тринадцати,тринадцать "
        "четырнадцати,четырнадцать"
    ),
    "es": "un,una,uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce",
    "zh": "一 两,二 三 四 五 六 七 八 九 十 十一 十二 十三 十四",
    "ar": ("واحد,واحدة اثنين,اثنان ثلاثة,ثلاث أربعة,أربع خمسة,خمس ستة,ست سبعة,سبع ثمانية,ثماني,ثمان تسعة,تسع عشرة,عشر"),
}
_VALUES = {
    word: number
    for words in _NUMBERS.values()
    for number, forms in enumerate(words.split(), start=1)
    for word in forms.split(",")
}
_WEEK = ("week", "woche", "недел", "semana", "周", "星期", "礼拜", "أسبوع", "أسابيع", "اسبوع")
_HOUR = ("hour", "stunde", "час", "hora", "小时", "ساع")
_TWO = ("يومين", "أسبوعين", "اسبوعين", "ساعتين")


def _pattern(language: str, text: str) -> re.Pattern[str]:
    forms = sorted(chain(*(one.split(",") for one in _NUMBERS[language].split())), key=len, reverse=True)
    return re.compile(text.replace("NUM", rf"(?P<number>\d{{1,3}}|{'|'.join(forms)})"))


# Only words that set a term: what one does "in two days" is a strength.
_PATTERNS = {
    "en": _pattern(
        "en",
        r"\b(?:within(?: the)?(?: next| coming| following)?|in the (?:next|coming|following)) NUM "
        r"(?:working |business )?(?P<unit>days?|weeks?|hours?)\b",
    ),
    "de": _pattern(
        "de",
        r"\b(?:innerhalb(?: von| der nächsten| der kommenden)?|binnen|in den (?:nächsten|kommenden)) NUM "
        r"(?:werk|arbeits)?(?P<unit>tag\w*|woche\w*|stunde\w*)",
    ),
    "ru": _pattern(
        "ru",
        r"\b(?:в течение|на протяжении|через|в ближайшие|в следующие)(?: ближайших| следующих)?(?: NUM)?"
        r"(?: рабочих| рабочие| рабочего| календарных)? (?P<unit>дн\w+|день|сут\w+|недел\w+|час\w*)",
    ),
    "es": _pattern(
        "es",
        r"\b(?:dentro de|antes de|en (?:un|el) plazo (?:máximo )?de|en (?:los próximos|las próximas)) NUM "
        r"(?P<unit>días?|semanas?|horas?)",
    ),
    "zh": _pattern("zh", r"NUM ?个?(?P<unit>工作日|天|日|周|星期|礼拜|小时)(?:之内|以内|内|后|之后)"),
    "ar": _pattern(
        "ar",
        r"(?:خلال|في غضون|في ظرف|بعد)(?: ال(?:أيام|ايام))?(?: ال)? ?NUM?(?: ال)? ?"
        r"(?P<unit>أيام|ايام|أيّام|يومين|يوم|أسبوعين|أسبوع|اسبوعين|اسبوع|أسابيع|ساعتين|ساعات|ساعة)?",
    ),
}


def asked_within(text: str, language: str) -> Asked | None:
    """The first such words in `text`, looked for in its own language, then in the others; None where there are none."""
    plain = _plain(text[:MOST_CHARACTERS])
    for one in [language, *(other for other in _PATTERNS if other != language)]:
        for found in _PATTERNS[one].finditer(plain) if one in _PATTERNS else ():
            days = _days(found.group("number") or "", found.group("unit") or "")
            if 0 < days <= MOST_DAYS:
                return Asked(days, found.group().strip())
    return None


def _days(number: str, unit: str) -> int:
    if not unit:
        # "خلال الأيام الثلاثة": the days come before their number.
        unit = "days" if number else ""
    if not unit:
        return 0
    count = 2 if unit in _TWO else int(number) if number.isdecimal() else _VALUES.get(number, 0 if number else 1)
    if unit.startswith(_WEEK):
        return 7 * count
    return -(-count // 24) if unit.startswith(_HOUR) else count


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join("".join(one for one in folded if unicodedata.category(one) != "Mn").split())
