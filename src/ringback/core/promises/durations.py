"""Stretches of time as people type them: "5 min, 1 h"."""

import re

from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.core.promises.rules import DAY_SECONDS

_UNITS = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "d": DAY_SECONDS}
_SHOWN = (("d", DAY_SECONDS), ("h", 3600), ("min", 60), ("s", 1))
_ONE = re.compile(r"(\d{1,7})\s*([a-z]*)", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;]+")


def read(text: str, field: str) -> tuple[int, ...]:
    """The seconds of each of several stretches, with commas between; a bare number is minutes. Raises FieldError."""
    return tuple(_seconds(part.strip(), field) for part in _BETWEEN.split(text) if part.strip())


def read_one(text: str, field: str) -> int | None:
    """The seconds of one stretch; None for an empty text. Raises FieldError."""
    found = read(text, field)
    if len(found) > 1:
        raise FieldError(field, _("This takes one stretch of time."), _("Write it as 30 min, 2 h or 1 d."))
    return found[0] if found else None


def shown(seconds: int) -> str:
    """A stretch as it is typed: "90 s" and "2 min" and "1 d"."""
    unit, size = next((unit, size) for unit, size in _SHOWN if seconds % size == 0 and (seconds or unit == "s"))
    return f"{seconds // size} {unit}"


def shown_all(stretches: tuple[int, ...]) -> str:
    """Several of them."""
    return ", ".join(shown(seconds) for seconds in stretches)


def _seconds(part: str, field: str) -> int:
    """One stretch, which may be said in several units: "1 h 30 min"."""
    found = list(_ONE.finditer(part))
    rest = _ONE.sub("", part).strip()
    units = [_UNITS.get(match[2].lower() or "min") for match in found]
    if rest or not found or None in units:
        raise FieldError(
            field,
            _("“%(text)s” is no stretch of time.") % {"text": part[:40]},
            _("Write 30 s, 5 min, 2 h or 1 d; commas between several."),
        )
    return sum(int(match[1]) * (unit or 0) for match, unit in zip(found, units, strict=True))
