"""Calls that came in, counted by the group that had them: whoever calls us comes from no site of ours."""

from collections.abc import Iterator
from datetime import date, datetime

from ringback.base.accounts.services import Actor
from ringback.base.database import many_rows
from ringback.channels.voice import daily as voice
from ringback.channels.voice.daily import CameIn
from ringback.insight.statistics.adding import added
from ringback.insight.statistics.models import SUMS, By, CallerTally
from ringback.insight.statistics.rules import Figures, step_of


def count(organisation_id: int, since: datetime, until: datetime, day: date) -> None:
    """Count one day's callers anew; its earlier tallies are replaced. In the caller's transaction."""
    tallies: dict[tuple[By, int], Figures] = {}
    for call in voice.came_in(organisation_id, since, until):
        for by, figures in _figures(call):
            tallies.setdefault((by, call.group_id), Figures()).add(figures)
    CallerTally.objects.filter(organisation_id=organisation_id, by__in=By.values, day=day).delete()
    rows: list[tuple[int | str, ...]] = [
        (organisation_id, by.value, key, day.isoformat(), *one.sums()) for (by, key), one in tallies.items()
    ]
    many_rows.insert_all(CallerTally, ("organisation_id", "by", "key", "day", *SUMS), rows)


def by_group(actor: Actor, by: By, first: date, last: date) -> dict[int, Figures]:
    """Each group's figures, of those whose calls the actor may see."""
    rows = CallerTally.objects.filter(organisation_id=actor.organisation_id, by=by, day__gte=first, day__lte=last)
    groups = voice.groups_within(actor)
    return added(rows if groups is None else rows.filter(key__in=groups), key="key")


def _figures(call: CameIn) -> Iterator[tuple[By, Figures]]:
    yield By.CAME, _made(call.requested_at, call.connected_at, call.talk_seconds, over=call.over)
    if call.queued_at is not None and (call.over or call.answered_at is not None):
        yield By.QUEUE, _made(call.queued_at, call.answered_at, 0.0, over=True)


def _made(since: datetime, reached_at: datetime | None, talk_seconds: float, *, over: bool) -> Figures:
    if reached_at is None:
        return Figures(requests=1, missed=int(over))
    figures = Figures(requests=1, answered=1, talk_seconds=round(talk_seconds))
    figures.waits[step_of((reached_at - since).total_seconds())] = 1
    return figures
