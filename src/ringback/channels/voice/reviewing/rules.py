"""Points of a recording as people type them; what a score is stands in `kit.marking`."""

import re

from ringback.base.kit.errors import FieldError

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})|(\d{1,5})(?:[.,](\d))?", re.ASCII)


def seconds(text: str) -> float | None:
    """A point of a recording as people type it: "1:05", "0:01:05" or "65.5"; None for nothing. Raises FieldError."""
    plain = text.strip()
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    if found is None:
        raise FieldError("at", "This is no point of a recording.", "Type minutes and seconds, as 1:05.")
    hours, minutes, rest, whole, tenth = found.groups()
    if whole is not None:
        return int(whole) + int(tenth or 0) / 10
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(rest))
