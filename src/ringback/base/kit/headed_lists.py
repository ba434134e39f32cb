"""Lists with a heading, as spreadsheets save them: columns are known by what people call them."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_ROWS = 2000

# From headings, without case, underscores and space around them, to our names of the columns; "" is none of ours.
Naming = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows, each with the line it ends on and its values by our names, and the headings that meant nothing."""

    rows: list[tuple[int, Mapping[str, str]]]
    unknown: list[str]


def read(content: bytes, naming: Naming, needed: str, most_field: int) -> Listed:
    """A list in UTF-8, its columns by commas, semicolons or tabs; of two that mean the same the first counts.

    Raises ValueError for what is none, has no column that means `needed`, or more than `MOST_ROWS` rows.
    """
    lines = _cells(content)
    headings = next(lines, (1, []))[1]
    names = _once(naming([one.strip().casefold().replace("_", " ") for one in headings]))
    if needed not in names:
        raise ValueError(f"no column of {needed}")
    rows: list[tuple[int, Mapping[str, str]]] = []
    for line, cells in lines:
        if len(rows) >= MOST_ROWS:
            raise ValueError("too many rows")
        # Shorter rows than the heading are usual, longer ones hold nothing that has a name.
        values = {name: cell.strip()[:most_field] for name, cell in zip(names, cells, strict=False) if name and cell}
        if any(values.values()):
            rows.append((line, values))
    return Listed(rows, [heading for heading, name in zip(headings, names, strict=True) if heading and not name])


def _cells(content: bytes) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(content.decode("utf-8-sig"), newline=None)
    delimiter = max(",;\t", key=lines.readline().count)
    lines.seek(0)
    read = csv.reader(lines, delimiter=delimiter)
    try:
        yield from ((read.line_num, cells) for cells in read)
    except csv.Error as error:
        raise ValueError("no list") from error


def _once(names: Sequence[str]) -> list[str]:
    return [name if name not in names[:place] else "" for place, name in enumerate(names)]
