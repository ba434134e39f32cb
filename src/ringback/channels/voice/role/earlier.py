"""Who of ours spoke with a person before, in words for the whisper: one query for all calls claimed together."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from ringback.base.accounts.services import place_of
from ringback.base.kit import clock
from ringback.channels.voice import whispered
from ringback.channels.voice.models import Call
from ringback.channels.voice.role.planning import GroupSetup

# The words for one agent by their id, under 0 those for everybody else.
Before = Mapping[int, str]
_ANYBODY = 0


def befores(rows: Iterable[Call], setups: Mapping[int, GroupSetup]) -> dict[int, Before]:
    """What each call's whisper says of earlier talks, by the call's row; nothing is asked unless a whisper says it."""
    telling = {group_id for group_id, setup in setups.items() if whispered.BEFORE in setup.whisper}
    known = [row for row in rows if not row.plan.get("newcomer")]
    wanting = [(row, row.person_id) for row in known if row.person_id is not None and row.group_id in telling]
    if not wanting:
        return {}
    talks = _talks({person_id for _row, person_id in wanting})
    return {
        row.pk: _words(talks[person_id], setups[row.group_id or 0].language, _zone(row.organisation_id))
        for row, person_id in wanting
        if person_id in talks
    }


def _talks(person_ids: set[int]) -> dict[int, list[tuple[int, str, datetime]]]:
    """Each person's newest talk with each agent: the agent's id and name, and when; the newest last."""
    met = Call.objects.filter(person_id__in=person_ids, connected_at__isnull=False, agent__isnull=False)
    newest = met.values_list("person_id", "agent_id", "agent__name").annotate(at=Max("connected_at")).order_by("at")
    found: dict[int, list[tuple[int, str, datetime]]] = {}
    for person_id, agent_id, name, at in newest:
        found.setdefault(person_id or 0, []).append((agent_id or 0, name, at))
    return found


def _words(talks: list[tuple[int, str, datetime]], language: str, zone: ZoneInfo) -> Before:
    now = clock.now()
    told = {agent_id: whispered.before(language, at, now, zone) for agent_id, _name, at in talks}
    _agent_id, name, at = talks[-1]
    return told | {_ANYBODY: whispered.before(language, at, now, zone, name)}


def _zone(organisation_id: int) -> ZoneInfo:
    return ZoneInfo(place_of(organisation_id)[0])
