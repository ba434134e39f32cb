"""What a page of figures is asked for, read from its address; what cannot be read is the usual."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from ringback.insight.statistics.reports import SPANS, TABLES, USUAL_SPAN, Asked, Table

# Longer than any report needs, and short enough to be added up at once.
MOST_DAYS = 800


def read(given: Mapping[str, str], today: date) -> Asked:
    """The days and the site: `days` back from today, or `first` to `last` as ISO dates; `site` a number."""
    first, last = _day(given.get("first")), _day(given.get("last"))
    if first is None or last is None or not first <= last or (last - first).days >= MOST_DAYS:
        days = _number(given.get("days"))
        first, last = today - timedelta(days=(days if days in SPANS else USUAL_SPAN) - 1), today
    return Asked(first, last, _number(given.get("site")))


def table_of(given: Mapping[str, str]) -> Table:
    """The table asked for; the days where there is none of that name."""
    return TABLES.get(given.get("by", ""), TABLES["day"])


def address(asked: Asked, **more: object) -> str:
    """The query of an address that asks for the same, and `more`; what is None is left out."""
    said = {"first": asked.first.isoformat(), "last": asked.last.isoformat(), "site": asked.site_id, **more}
    return urlencode({name: value for name, value in said.items() if value is not None}, doseq=True)


def span_of(asked: Asked, today: date) -> int | None:
    """How many days back from today this is, where it is one of the usual spans."""
    return asked.days if asked.last == today and asked.days in SPANS else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
