"""What a letter must say before it goes out, and when one calls about it; pure (MISSION S8-S10, S30)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ringback.doors.jobsearch.hearing import patterns
from ringback.doors.jobsearch.touches.rules import There

MOST_SUBJECT = 200
MOST_BODY = 10_000
MOST_FIELD = 1000
FARTHEST = timedelta(days=90)
# Of files that come with employers' mails: of one, of a mail, of a workspace.
MOST_FILE_BYTES = 5_000_000
MOST_FILES = 10
MOST_KEPT_BYTES = 100_000_000
# What is opened by a program for documents, by the end of its name, since that is what picks the program.
_DOCUMENTS = frozenset(
    {
        "pdf",
        "txt",
        "rtf",
        "doc",
        "docx",
        "odt",
        "xls",
        "xlsx",
        "ods",
        "csv",
        "ppt",
        "pptx",
        "odp",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "heic",
        "ics",
        "vcf",
        "eml",
    }
)
_SHARE = 1 / 3
_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Kind(StrEnum):
    """What a letter is for."""

    THANK = "thank"
    STATUS = "status"
    SLOT = "slot"
    MEETING = "meeting"


class Field(StrEnum):
    """What a letter says, as it is filled in and as it is looked for."""

    ADDRESSEE = "to_name"
    THANKS = "thanks"
    DATE = "date"
    POSITION = "position"
    STRENGTHS = "strengths"
    BENEFIT = "benefit"
    INTEREST = "interest"
    QUESTION = "question"
    SLOT = "slot"
    NAME = "name"
    PHONE = "phone"


# MISSION S8 and S9, word for word; a proposed time and a meeting need what whoever answers has to know.
REQUIRED: Mapping[Kind, tuple[Field, ...]] = {
    Kind.THANK: (
        Field.ADDRESSEE,
        Field.THANKS,
        Field.POSITION,
        Field.STRENGTHS,
        Field.BENEFIT,
        Field.INTEREST,
        Field.NAME,
        Field.PHONE,
    ),
    Kind.STATUS: (Field.DATE, Field.POSITION, Field.THANKS, Field.INTEREST, Field.QUESTION, Field.NAME),
    Kind.SLOT: (Field.POSITION, Field.SLOT, Field.NAME, Field.PHONE),
    Kind.MEETING: (Field.POSITION, Field.SLOT, Field.NAME, Field.PHONE),
}


@dataclass(frozen=True, slots=True)
class Signs:
    """How what has no fixed words is known: words of thanks and of interest, and ways to write the day and the time."""

    thanks: Sequence[str]
    interest: Sequence[str]
    dates: Sequence[str] = ()
    slots: Sequence[str] = ()


def lacking(kind: Kind, fields: Mapping[str, str], text: str, signs: Signs) -> list[Field]:
    """What the text must say and does not, in the order in which it is required."""
    plain = patterns.plain(text)
    return [field for field in REQUIRED[kind] if not _says(field, fields.get(field, ""), plain, signs)]


def _says(field: Field, value: str, plain: str, signs: Signs) -> bool:
    if field is Field.THANKS:
        return any(patterns.plain(sign) in plain for sign in signs.thanks)
    if field is Field.INTEREST:
        return any(patterns.plain(sign) in plain for sign in signs.interest)
    if field in (Field.DATE, Field.SLOT):
        given = signs.dates if field is Field.DATE else signs.slots
        return any(patterns.plain(sign) in plain for sign in given if sign)
    if field is Field.PHONE:
        digits = _digits(value)[-7:]
        return len(digits) >= 4 and digits in _digits(plain)
    return _mentions(value, plain, least=1 if field in (Field.ADDRESSEE, Field.NAME) else 3)


def _mentions(value: str, plain: str, least: int) -> bool:
    """Whether enough of the value's words stand in the text; endings may differ, for languages bend words."""
    words = [word for word in _tokens(patterns.plain(value)) if len(word) > least or _HAN.search(word)]
    words = words or _tokens(patterns.plain(value))
    found = sum(_stem(word) in plain for word in words)
    return bool(words) and found >= max(1, round(len(words) * _SHARE))


def _tokens(plain: str) -> list[str]:
    """The words; of Chinese, every two neighbouring characters."""
    found: list[str] = []
    for word in _WORD.findall(plain):
        if _HAN.search(word) and len(word) > 2:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(word)
    return found


def _stem(word: str) -> str:
    return word[: max(3, len(word) - 2)]


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit() and unicodedata.digit(one, -1) >= 0)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; a line goes where a value that it needs is missing, and no two lines stay empty."""
    lines: list[str] = []
    for line in template.strip().splitlines():
        names = re.findall(r"{(\w+)}", line)
        if all(values.get(name) for name in names):
            lines.append(line.format(**{name: values[name] for name in names}))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def checks_arrival(kind: Kind) -> bool:
    """Whether one calls to hear that such a letter arrived, unless told otherwise (MISSION S10): thanks ask nothing."""
    return kind is not Kind.THANK


def arrival_call_at(sent_at: datetime, days: int, there: There) -> datetime:
    """When to ask whether it arrived: so many days later, at the hour to call of a working day (MISSION S10)."""
    return there.on(sent_at.astimezone(there.zone).date() + timedelta(days=days))


def answer_call_at(sent_at: datetime, days: int, there: There) -> datetime:
    """When to call if no answer came within `days`: on the working day after the last of them (MISSION S3, S9)."""
    return there.on(sent_at.astimezone(there.zone).date() + timedelta(days=days + 1))


def may_keep(name: str, size: int, held: int) -> bool:
    """Whether a file of that name and size is kept where files of `held` bytes are already."""
    kind = name.rpartition(".")[2].strip().casefold()
    return "." in name and kind in _DOCUMENTS and 0 < size <= MOST_FILE_BYTES and held + size <= MOST_KEPT_BYTES
