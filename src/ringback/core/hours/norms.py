"""The norms that hold until somebody sets their own, read from norms.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ringback.core.hours.rules import Week, same_every_day

_FILE = Path(__file__).with_name("norms.toml")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class WindowNorm:
    """When people may be called, in their own time, and who says so."""

    week: Week
    on_holidays: bool
    source: str


@lru_cache(maxsize=1)
def calling_window() -> WindowNorm:
    """The permitted window for calls (MISSION W8)."""
    norm = _read()["calling_window"]
    return WindowNorm(
        same_every_day(_minutes(norm["from"]), _minutes(norm["until"])), norm["on_holidays"], norm["source"]
    )


@lru_cache(maxsize=1)
def working_week() -> Week:
    """What a new calendar begins with."""
    norm = _read()["working_week"]
    span = (_minutes(norm["from"]), _minutes(norm["until"]))
    return tuple((span,) if day in norm["days"] else () for day in _WEEKDAYS)


def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text())


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
