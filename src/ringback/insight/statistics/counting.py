"""Counting days: from what happened to tallies, a whole day at a time, so that counting again changes nothing.

A day is counted while it lasts, every few minutes, and anew on each of the next days until what was asked for on it
has come to its end.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from ringback.base.accounts.services import place_of
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.channels.voice import daily as voice
from ringback.channels.voice.daily import Talk
from ringback.core.people import services as people
from ringback.doors.website import daily as website
from ringback.doors.website import origins
from ringback.doors.website.daily import Asked
from ringback.doors.website.origins import Came, Reached, Whom
from ringback.insight.statistics import callers, months
from ringback.insight.statistics.models import SUMS, By, Counted, Tally
from ringback.insight.statistics.rules import Figures, step_of
from ringback.insight.statistics.spans import midnight

# What is asked for is over by then: a callback's promise ends after an hour, one for a chosen time after days.
OPEN_DAYS = 7
# As many days at a time as a handler has time for; the first count of an old house takes several.
MOST_DAYS = 60

_BY = {
    "hour": By.HOUR,
    "page": By.PAGE,
    "source": By.SOURCE,
    "place": By.PLACE,
    "device": By.DEVICE,
    "standing": By.STANDING,
}

Key = tuple[int, By, int]
Tallies = dict[Key, Figures]


def count_today(organisation_id: int) -> None:
    """Count the day under way anew. In a transaction of its own."""
    zone = ZoneInfo(place_of(organisation_id)[0])
    today = clock.now().astimezone(zone).date()
    with transaction.atomic():
        count_day(organisation_id, website.site_ids(organisation_id), today, zone)
        Counted.objects.filter(organisation_id=organisation_id).update(at=clock.now())


def count_open(organisation_id: int, most_days: int = MOST_DAYS) -> int:
    """Count every day of the organisation that may have changed, at most `most_days`; how many were counted.

    Each day is a transaction of its own, and where it stopped is kept: what is left is counted the next time.
    """
    zone = ZoneInfo(place_of(organisation_id)[0])
    sites = website.site_ids(organisation_id)
    today = clock.now().astimezone(zone).date()
    done = 0
    for day in _due(organisation_id, sites, today, zone)[:most_days]:
        with transaction.atomic():
            count_day(organisation_id, sites, day, zone)
            _note(organisation_id, min(day, today - timedelta(days=OPEN_DAYS)))
        done += 1
    return done


def count_day(organisation_id: int, sites: Collection[int], day: date, zone: ZoneInfo) -> None:
    """Count one day of the sites anew; its earlier tallies are replaced, and its month is open. In a transaction."""
    months.open_again(organisation_id, day)
    since, until = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    made = website.made(sites, since, until)
    talks = voice.talks([one.promise_id for one in made])
    answered = [one.id for one in made if one.promise_id in talks]
    missed = [one.id for one in made if one.closed and one.promise_id not in talks]
    origins.note(sites, since, until, zone, answered=answered, missed=missed)
    asked = website.asked(sites, since, until)
    tallies: Tallies = {}
    for view in website.views(sites, since, until, zone):
        _at(tallies, view.site_id, _BY[view.of], view.key).views += view.number
    for entry in website.entries(sites, since, until, zone):
        _at(tallies, entry.site_id, _BY[entry.of], entry.key).entries += entry.number
    _add_requests(tallies, asked, talks, zone)
    reached = [*_add_agents(tallies, asked), *_add_queue(tallies, asked)]
    origins.note_reached([one.id for one in asked], reached)
    _add_up_hours(tallies)
    Tally.objects.filter(site_id__in=sites, by__in=By.values, day=day).delete()
    many_rows.insert_all(Tally, ("site_id", "by", "key", "day", *SUMS), _rows(day, tallies))
    callers.count(organisation_id, since, until, day)


def _due(organisation_id: int, sites: Collection[int], today: date, zone: ZoneInfo) -> list[date]:
    counted = Counted.objects.filter(organisation_id=organisation_id).first()
    if counted is not None:
        first = max(counted.day, _first_whole(organisation_id, today))
    else:
        began_at = website.first_at(sites)
        first = min(began_at.astimezone(zone).date(), today) if began_at is not None else today
    return [first + timedelta(days=place) for place in range((today - first).days + 1)]


def _first_whole(organisation_id: int, today: date) -> date:
    """The first day none of whose visits are gone: of an earlier one, what was counted stays."""
    days = next((one.days for one in people.retention(organisation_id) if one.slug == website.VISITS), 0)
    return today - timedelta(days=days) if days else date.min


def _note(organisation_id: int, day: date) -> None:
    Counted.objects.update_or_create(organisation_id=organisation_id, defaults={"at": clock.now(), "day": day})


def _at(tallies: Tallies, site_id: int, by: By, key: int) -> Figures:
    figures = tallies.get((site_id, by, key))
    if figures is None:
        figures = tallies[site_id, by, key] = Figures()
    return figures


def _keys(one: Asked, zone: ZoneInfo) -> Iterable[tuple[By, int]]:
    """Everything that a request is counted under; what is not known of it is left out."""
    yield By.HOUR, one.at.astimezone(zone).hour
    yield By.STANDING, one.standing
    known = ((By.PAGE, one.page_id), (By.SOURCE, one.source_id), (By.PLACE, one.place_id), (By.DEVICE, one.device_id))
    for by, key in known:
        if key is not None:
            yield by, key


def _add_requests(tallies: Tallies, asked: Iterable[Asked], talks: Mapping[int, Talk], zone: ZoneInfo) -> None:
    for one in asked:
        talk = talks.get(one.promise_id)
        made = _made(one, talk.connected_at if talk else None, talk.talk_seconds if talk else 0, over=one.closed)
        for by, key in _keys(one, zone):
            _at(tallies, one.site_id, by, key).add(made)


def _add_agents(tallies: Tallies, asked: Iterable[Asked]) -> Iterator[Reached]:
    """Add up whose phones were rung, and say whose."""
    made: Mapping[int, Asked] = {one.promise_id: one for one in asked}
    for rung in voice.rung(list(made)):
        one = made[rung.promise_id]
        figures = _made(one, rung.connected_at, rung.talk_seconds, over=True)
        _at(tallies, one.site_id, By.AGENT, rung.agent_id).add(figures)
        yield _reached(one, Whom.AGENT, rung.agent_id, figures)


def _add_queue(tallies: Tallies, asked: Iterable[Asked]) -> Iterator[Reached]:
    """Add up who waited in which queue, and say where."""
    made: Mapping[int, Asked] = {one.promise_id: one for one in asked}
    for call in voice.queued(list(made)):
        one = made[call.promise_id]
        figures = Figures(requests=1, missed=int(call.answered_at is None))
        if call.answered_at is not None:
            figures.answered = 1
            figures.waits[step_of((call.answered_at - call.queued_at).total_seconds())] = 1
        _at(tallies, one.site_id, By.QUEUE, call.group_id).add(figures)
        yield _reached(one, Whom.QUEUE, call.group_id, figures)


def _reached(one: Asked, whom: Whom, key: int, figures: Figures) -> Reached:
    return Reached(one.id, one.site_id, one.at, whom, key, Came.ANSWERED if figures.answered else Came.MISSED)


def _made(one: Asked, connected_at: datetime | None, talk_seconds: float, *, over: bool) -> Figures:
    """The figures of one request; `over`: without a conversation it is missed."""
    if connected_at is None:
        return Figures(requests=1, missed=int(over))
    figures = Figures(requests=1, answered=1, talk_seconds=round(talk_seconds))
    figures.waits[step_of((connected_at - one.at).total_seconds())] = 1
    return figures


def _add_up_hours(tallies: Tallies) -> None:
    for (site_id, by, _hour), figures in list(tallies.items()):
        if by is By.HOUR:
            _at(tallies, site_id, By.WHOLE, 0).add(figures)


def _rows(day: date, tallies: Tallies) -> Iterator[tuple[int | str, ...]]:
    text = day.isoformat()
    for (site_id, by, key), figures in tallies.items():
        yield site_id, by.value, key, text, *figures.sums()
