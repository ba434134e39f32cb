"""A list of employers, people or posts as spreadsheets hold them: what its columns mean, in six languages."""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_ROWS = 2000
MOST_FIELD = 8000

# What columns are called in the lists people have.
_NAMES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_COLUMNS = {word: name for name, words in _NAMES.items() for word in words}
# "Name" is the employer's where the list is of employers, and the person's where it has a column of employers.
_NAME = frozenset({"name", "имя", "название", "nombre", "名称", "姓名", "الاسم"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the line it stands on, and its values by our names, as text."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file holds, and which of its columns were not understood."""

    entries: list[Entry]
    unknown: list[str] = field(default_factory=list)


def read(content: bytes) -> Listed:
    """A list with a heading; columns by commas, semicolons or tabs. Raises ValueError for what is none."""
    text = content.decode("utf-8-sig")
    heading = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=heading.count))
    names = _named([column for column in rows.fieldnames or () if column])
    if "employer" not in names.values():
        raise ValueError("no column of employers")
    entries: list[Entry] = []
    for row in rows:
        if len(entries) >= MOST_ROWS:
            raise ValueError("too many rows")
        values = {names[key]: value.strip()[:MOST_FIELD] for key, value in row.items() if names.get(key) and value}
        if any(values.values()):
            entries.append(Entry(rows.line_num, values))
    return Listed(entries, [column for column, name in names.items() if not name])


def _named(columns: list[str]) -> dict[str, str]:
    """Our names of the columns, "" for what is none of ours; of two that mean the same the first counts."""
    plain = {column: column.strip().casefold().replace("_", " ") for column in columns}
    names = {column: _COLUMNS.get(word, _COLUMNS.get(word.replace(" ", "_"), "")) for column, word in plain.items()}
    of_name = "contact" if "employer" in names.values() else "employer"
    names |= {column: of_name for column, word in plain.items() if word in _NAME}
    seen: set[str] = set()
    for column, name in names.items():
        names[column] = "" if name in seen else name
        seen.add(name)
    return names
