"""Months added up from their counted days, so that a report over a year reads months inside and days at its edges.

Only numbers that add up are kept: how long people waited is a count of waits in each step, never a median.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min

from ringback.base.database.queries import marks
from ringback.doors.website import daily as website
from ringback.insight.statistics.models import SUMS, By, ClosedMonth, Counted, MonthTally, Tally
from ringback.insight.statistics.rules import after_month, first_of_month

# As many at a time as a handler has time for.
MOST_MONTHS = 24
# A day itself is one row a site: there is nothing to save.
_ADDED = tuple(by for by in By if by is not By.WHOLE)


def open_again(organisation_id: int, day: date) -> None:
    """The day is counted anew: its month is read by days until it is added up again. In the same transaction.

    Whoever adds the month up meanwhile waits for the end of it.
    """
    list(Counted.objects.select_for_update().filter(organisation_id=organisation_id).values_list("id"))
    ClosedMonth.objects.filter(organisation_id=organisation_id, month=first_of_month(day)).delete()


def add_up(organisation_id: int, most_months: int = MOST_MONTHS) -> int:
    """Add up the months of which no day may change any more, at most so many; how many. Each in a transaction."""
    sites = website.site_ids(organisation_id)
    done = 0
    for month in _complete(organisation_id, sites):
        if done == most_months:
            break
        done += _close(organisation_id, sites, month)
    return done


def closed(organisation_id: int, first: date, last: date) -> list[date]:
    """The months within `first` to `last` that can be read as one, in order."""
    rows = ClosedMonth.objects.filter(organisation_id=organisation_id, month__gte=first).order_by("month")
    return [month for month in rows.values_list("month", flat=True) if after_month(month) - timedelta(days=1) <= last]


def _complete(organisation_id: int, sites: Collection[int]) -> Iterator[date]:
    """Months that are not added up, though all their days are counted for good."""
    counted = Counted.objects.filter(organisation_id=organisation_id).first()
    first = Tally.objects.filter(site_id__in=sites, by=By.WHOLE).aggregate(day=Min("day"))["day"]
    if counted is None or first is None:
        return
    known = set(ClosedMonth.objects.filter(organisation_id=organisation_id).values_list("month", flat=True))
    month = first_of_month(first)
    while (following := after_month(month)) <= counted.day:
        if month not in known:
            yield month
        month = following


def _close(organisation_id: int, sites: Collection[int], month: date) -> int:
    """1, or 0 where its days are being counted anew after all."""
    following = after_month(month)
    with transaction.atomic():
        counted = Counted.objects.select_for_update().get(organisation_id=organisation_id)
        if counted.day < following:
            return 0
        MonthTally.objects.filter(site_id__in=sites, by__in=_ADDED, month=month).delete()
        _insert(sites, month, following)
        ClosedMonth.objects.get_or_create(organisation_id=organisation_id, month=month)
    return 1


def _insert(sites: Collection[int], month: date, following: date) -> None:
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
        cursor.execute(statement, [month, *sites, *_ADDED, month, following])


def _date() -> str:
    """A day as a parameter among what is selected, where PostgreSQL has to be told its type."""
    return "%s::date" if connection.vendor == "postgresql" else "%s"
