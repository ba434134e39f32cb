"""Hours of a day and of a week, by the clock on the wall."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from ringback.base.kit.errors import FieldError

# [from, until) in minutes since midnight; `until` above DAY reaches into the next day, at most to the same time.
Span = tuple[int, int]
# The spans that begin on each weekday, Monday first, in order.
Week = tuple[tuple[Span, ...], ...]

DAY = 24 * 60
DAYS = 7
MOST_SPANS = 6
ALWAYS: Week = (((0, DAY),),) * DAYS
NEVER: Week = ((),) * DAYS
ONE_DAY = timedelta(days=1)


def week_of(rows: Iterable[Sequence[int]]) -> Week:
    """A week from rows of (weekday, from, until), as tables keep it."""
    days: list[list[Span]] = [[] for _ in range(DAYS)]
    for weekday, start, end in rows:
        days[weekday].append((start, end))
    return tuple(tuple(sorted(spans)) for spans in days)


def rows_of(week: Week) -> list[list[int]]:
    """The rows that `week_of` reads."""
    return [[weekday, start, end] for weekday, spans in enumerate(week) for start, end in spans]


def same_every_day(start: int, end: int) -> Week:
    """A week of equal days."""
    return (((start, end),),) * DAYS


def checked_spans(field: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """`spans` of one day in order. Raises FieldError naming `field` for what cannot be, or overlaps."""
    ordered = tuple(sorted(spans))
    if len(ordered) > MOST_SPANS:
        raise FieldError(field, "There are too many hours on one day.", f"Keep to {MOST_SPANS}.")
    for start, end in ordered:
        if not (0 <= start < DAY and start < end <= start + DAY):
            raise FieldError(field, "These hours cannot be.", "Give a beginning and an end, as 09:00 to 17:30.")
    for (_start, end), (later, _end) in pairwise(ordered):
        if later < end:
            raise FieldError(field, "These hours overlap.", "Join them, or move one of them.")
    return ordered


@lru_cache(maxsize=1024)
def on_the_wall(today: tuple[Span, ...], yesterday: tuple[Span, ...]) -> tuple[Span, ...]:
    """What is open on a day between 0 and DAY, joined and in order: its own spans and what reaches in from before.

    A span belongs to the day on which it begins: a night shift that began yesterday goes on into a holiday.
    """
    reaching = [(0, end - DAY) for _start, end in yesterday if end > DAY]
    joined: list[Span] = []
    for start, end in sorted([*reaching, *((start, min(end, DAY)) for start, end in today)]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
