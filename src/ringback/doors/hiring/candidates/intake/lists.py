"""Candidates in a CSV or a JSON Resume, as plain values; and what of it was not understood."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ringback.base.kit import headed_lists

MOST_FIELD = 20_000

# What columns are called in the lists people have.
_NAMES = {
    "name": ("name", "full name", "candidate", "kandidat", "имя", "фио", "nombre", "姓名"),
    "email": ("email", "e-mail", "mail", "e-mail address", "почта", "correo", "邮箱"),
    "phone": ("phone", "telephone", "mobile", "telefon", "handy", "телефон", "teléfono", "电话"),
    "city": ("city", "town", "place", "ort", "stadt", "город", "ciudad", "城市"),
    "wanted_pay": ("pay", "salary", "wanted pay", "gehalt", "зарплата", "salario", "薪资"),
    "source": ("source", "quelle", "источник", "fuente", "来源"),
    "message": ("message", "note", "notes", "letter", "notiz", "заметка", "nota", "备注"),
}
_COLUMNS = {word: name for name, words in _NAMES.items() for word in words}
_KNOWN_BASICS = {"name", "email", "phone", "location", "summary", "label"}
_TEXTS = ("work", "education", "skills", "languages", "certificates", "projects", "volunteer", "awards", "publications")


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate as a file says it; `where` names the place in it. Values are text as it stands there."""

    where: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file holds, and which of its columns or parts were not understood."""

    entries: list[Entry]
    unknown: list[str] = field(default_factory=list)


def of_csv(content: bytes) -> Listed:
    """A list with a heading; columns by commas, semicolons or tabs. Raises ValueError for what is none."""
    read = headed_lists.read(content, lambda headings: [_COLUMNS.get(one, "") for one in headings], "name", MOST_FIELD)
    return Listed([Entry(str(line), values) for line, values in read.rows], read.unknown)


def of_json_resume(content: bytes) -> Listed:
    """One résumé as jsonresume.org describes it. Raises ValueError for what is none."""
    try:
        read = json.loads(content)
    except RecursionError as error:
        raise ValueError("too deep") from error
    basics = read.get("basics") if isinstance(read, dict) else None
    if not isinstance(basics, dict):
        raise ValueError("no basics")
    place = basics.get("location")
    values = {name: str(basics.get(name) or "") for name in ("name", "email", "phone")}
    values["city"] = str(place.get("city") or "") if isinstance(place, dict) else ""
    values["message"] = str(basics.get("summary") or "")
    values["resume_text"] = "\n".join(_words([basics.get("label"), *(read.get(part) for part in _TEXTS)]))
    unknown = [part for part in read if part not in {"basics", "$schema", "meta", *_TEXTS}]
    unknown += [f"basics.{part}" for part in basics if part not in _KNOWN_BASICS]
    return Listed([Entry("", {name: value[:MOST_FIELD] for name, value in values.items() if value})], unknown)


def _words(value: Any) -> Iterator[str]:
    """Every text within, as it comes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        yield from _words(list(value.values()))
