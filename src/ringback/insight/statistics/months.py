"""Months added up from their counted days, so that a report over a year reads months inside and days at its edges.

The month under way is added up as far as no day may change any more, and anew when there are more such days. Only
numbers that add up are kept: how long people waited is a count of waits in each step, never a median.
"""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from ringback.base.database.queries import marks
from ringback.doors.website import daily as website
from ringback.insight.statistics.models import SUMS, By, ClosedMonth, Counted, MonthTally, Tally
from ringback.insight.statistics.rules import Stretch, after_month, first_of_month

# As many at a time as a handler has time for.
MOST_MONTHS = 24
# A day itself is one row a site: there is nothing to save.
_ADDED = tuple(by for by in By if by is not By.WHOLE)


def open_again(organisation_id: int, day: date) -> None:
    """The day is counted anew: a month that it was added up in is read by days until that is done again.

    In the same transaction. Whoever adds the month up meanwhile waits for the end of it.
    """
    list(Counted.objects.select_for_update().filter(organisation_id=organisation_id).values_list("id"))
    month = ClosedMonth.objects.filter(organisation_id=organisation_id, month=first_of_month(day))
    month.exclude(until__lte=day).delete()


def add_up(organisation_id: int, most_months: int = MOST_MONTHS) -> int:
    """Add up the months as far as no day may change any more, at most so many; how many. Each in a transaction."""
    sites = website.site_ids(organisation_id)
    done = 0
    for month in _due(organisation_id, sites):
        if done == most_months:
            break
        done += _close(organisation_id, sites, month)
    return done


def closed(organisation_id: int, first: date, last: date) -> list[Stretch]:
    """The months around `first` to `last` that can be read as one, in order: each until the first day not in it."""
    rows = ClosedMonth.objects.filter(organisation_id=organisation_id, month__lte=last)
    return sorted(_known(rows.filter(month__gte=first_of_month(first))).items())


def _known(rows: QuerySet[ClosedMonth]) -> dict[date, date]:
    return {month: until or after_month(month) for month, until in rows.values_list("month", "until")}


def _due(organisation_id: int, sites: Collection[int]) -> Iterator[date]:
    """Months of which more days are counted for good than are added up."""
    counted = Counted.objects.filter(organisation_id=organisation_id).first()
    first = Tally.objects.filter(site_id__in=sites, by=By.WHOLE).aggregate(day=Min("day"))["day"]
    if counted is None or first is None:
        return
    known = _known(ClosedMonth.objects.filter(organisation_id=organisation_id))
    month = first_of_month(first)
    while month < counted.day:
        if known.get(month, month) < min(after_month(month), counted.day):
            yield month
        month = after_month(month)


def _close(organisation_id: int, sites: Collection[int], month: date) -> int:
    """1, or 0 where its days are being counted anew after all."""
    with transaction.atomic():
        counted = Counted.objects.select_for_update().get(organisation_id=organisation_id)
        until = min(after_month(month), counted.day)
        if until <= month:
            return 0
        MonthTally.objects.filter(site_id__in=sites, by__in=_ADDED, month=month).delete()
        _insert(sites, month, until)
        so_far = {"until": until if until < after_month(month) else None}
        ClosedMonth.objects.update_or_create(organisation_id=organisation_id, month=month, defaults=so_far)
    return 1


def _insert(sites: Collection[int], month: date, until: date) -> None:
    quote = connection.ops.quote_name
    names = [quote(name) for name in ("site_id", "by", "key")]
    columns = ", ".join([*names, *map(quote, SUMS), quote("month")])
    sums = ", ".join(f"SUM({quote(name)})" for name in SUMS)
    into, of = quote(MonthTally._meta.db_table), quote(Tally._meta.db_table)
    statement = (
        f"INSERT INTO {into} ({columns}) SELECT {', '.join(names)}, {sums}, {_date()} FROM {of} "
        f"WHERE {names[0]} IN ({marks(len(sites))}) AND {names[1]} IN ({marks(len(_ADDED))}) "
        f"AND {quote('day')} >= %s AND {quote('day')} < %s GROUP BY {', '.join(names)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [month, *sites, *_ADDED, month, until])


def _date() -> str:
    """A day as a parameter among what is selected, where PostgreSQL has to be told its type."""
    return "%s::date" if connection.vendor == "postgresql" else "%s"
