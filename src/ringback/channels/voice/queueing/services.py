"""Where waiting calls stand in the queue, and how long it may take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ringback.base.database import queries
from ringback.base.database.queries import instant
from ringback.base.kit import clock
from ringback.channels.voice.models import Agent, Call, HuntGroupMember, Presence
from ringback.channels.voice.queueing import rules
from ringback.channels.voice.queueing.line import IS_WAITING, MOST_WAITING

# An estimate goes by so many of the group's last conversations, none of them older.
TALKS = 20
RECENT = timedelta(days=7)
_CALL, _AGENT = Call._meta.db_table, Agent._meta.db_table
_LINE = f"""
    SELECT id, group_id, call_id FROM {_CALL} WHERE {IS_WAITING} AND organisation_id IN
        (SELECT organisation_id FROM {_CALL} WHERE call_id IN ({{marks}})) ORDER BY id LIMIT {MOST_WAITING}
"""
_HANDLED = f"""
    SELECT c.talk_seconds + a.wrap_up_seconds FROM {_CALL} c JOIN {_AGENT} a ON a.id = c.agent_id
     WHERE c.group_id = %s AND c.connected_at IS NOT NULL AND c.ended_at > %s ORDER BY c.id DESC LIMIT {TALKS}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A waiting call's place in the queue, from 1, and how long it is likely to take; None: nobody can tell."""

    position: int
    estimate_seconds: int | None = None


def queue_place(call_ids: Iterable[str]) -> dict[str, Place]:
    """Where each of these calls stands in the queue (MISSION W9); those that do not wait there are left out.

    Two queries, and one a hunt group.
    """
    wanted = set(call_ids)
    line = queries.fetch(_LINE.format(marks=queries.marks(len(wanted))), sorted(wanted)) if wanted else []
    asked = [row for row in line if row[2] in wanted]
    if not asked:
        return {}
    crews = _crews({group_id for _, group_id, _ in line})
    places = rules.positions([(row_id, group_id) for row_id, group_id, _ in line], crews)
    handled = {group_id: _handled(group_id) for group_id in {group_id for _, group_id, _ in asked}}
    return {
        call_id: Place(
            places[row_id],
            rules.estimate_seconds(places[row_id], len(crews.get(group_id, ())), handled[group_id]),
        )
        for row_id, group_id, call_id in asked
    }


def _crews(group_ids: set[int]) -> Mapping[int, frozenset[int]]:
    """The agents of each group who are not away."""
    members = HuntGroupMember.objects.filter(group_id__in=group_ids, agent__active=True)
    crews: dict[int, set[int]] = {}
    here = members.exclude(agent__presence=Presence.AWAY).values_list("group_id", "agent_id")
    for group_id, agent_id in here:
        crews.setdefault(group_id, set()).add(agent_id)
    return {group_id: frozenset(crew) for group_id, crew in crews.items()}


def _handled(group_id: int) -> list[float]:
    rows = queries.fetch(_HANDLED, [group_id, instant(clock.now() - RECENT)])
    return [float(row[0]) for row in rows]
