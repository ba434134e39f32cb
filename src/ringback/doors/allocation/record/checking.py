"""Checking an exported record without the house that made it: no database, no settings, no key."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ringback.doors.allocation.record import rules
from ringback.doors.allocation.record.rules import Link, Verdict

MOST_LETTERS = 1_000_000  # of one line
_LINK = ("number", "at", "who", "what", "entry", "commitment", "previous", "hash")


class NoRecordError(Exception):
    """The file is no export of a record."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What the first line of an export claims."""

    campaign: str
    deeds: int
    last: str


def check(file: Path) -> Verdict:
    """Whether every line of an export holds. Raises NoRecordError, OSError."""
    lines = _objects(file)
    first = _first(next(lines, {}))
    return rules.checked(first.campaign, (_deed(one) for one in lines), (first.deeds, first.last))


def continues(file: Path, earlier: Path) -> int | None:
    """The number of the first deed of an `earlier` export that `file` has otherwise or not at all; None for none."""
    now, before = _objects(file), _objects(earlier)
    if _first(next(now, {})).campaign != _first(next(before, {})).campaign:
        return 1
    for old in before:
        new = next(now, {})
        if new.get("hash") != old.get("hash"):
            return _deed(old)[0].number
    return None


def main(file: Path, earlier: Path | None = None) -> int:
    """Say what was found; 0 when all holds, 1 when something is broken, 2 when the file is no record."""
    try:
        verdict = check(file)
        parted = continues(file, earlier) if earlier else None
    except (NoRecordError, OSError) as error:
        print(f"ringback: {error}", file=sys.stderr)
        return 2
    if not verdict.ok:
        print(f"broken at deed {verdict.first_broken} ({verdict.why}): it was changed after it was written")
        return 1
    if parted is not None:
        print(f"broken at deed {parted}: the earlier export says otherwise")
        return 1
    erased = f"; what {verdict.erased} of them were about was erased, which breaks nothing" if verdict.erased else ""
    print(f"the chain holds: {verdict.deeds} deeds{erased}")
    return 0


def _objects(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        while line := lines.readline(MOST_LETTERS):
            try:
                found = json.loads(line)
            except ValueError as error:
                raise NoRecordError(f"{file} has a line that is no JSON") from error
            if not isinstance(found, dict):
                raise NoRecordError(f"{file} has a line that is no deed")
            yield found


def _first(line: dict[str, Any]) -> Exported:
    if line.get("record") != "ringback 1":
        raise NoRecordError("this is no export of a record")
    try:
        return Exported(str(line["campaign"]), int(line["deeds"]), str(line["last"]))
    except (KeyError, ValueError, TypeError) as error:
        raise NoRecordError("the first line of the export is damaged") from error


def _deed(line: dict[str, Any]) -> tuple[Link, str, str]:
    values = {name: line.get(name) for name in _LINK}
    texts = [values[name] for name in _LINK[1:]]
    if type(values["number"]) is not int or not all(isinstance(one, str) for one in texts):
        raise NoRecordError("a line of the export is damaged")
    return Link(**values), str(line.get("salt", "")), str(line.get("facts", ""))  # type: ignore[arg-type]
