"""What candidates read of their answer, in the languages openings are written in. English stands in for any other."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import formats, translation

_FILE = Path(__file__).with_name("words.toml")


@lru_cache(maxsize=1)
def _all() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return found


def words_in(language: str) -> Mapping[str, str]:
    """All words, in the language ("de-AT", "zh-hans") or in English."""
    return _all().get(language.lower().partition("-")[0], _all()["en"])


def moment(at: datetime, zone: str, language: str) -> str:
    """A moment as people read it there: "Friday, 27 November, 16:00"."""
    local = at.astimezone(ZoneInfo(zone or "UTC"))
    with translation.override(language):
        return f"{formats.date_format(local, 'l, j F')}, {local:%H:%M}"
