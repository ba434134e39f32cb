"""The ledger's changes as rows: a handful of statements, however many calls they touch."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.base.database.queries import instant
from ringback.channels.voice import rules
from ringback.channels.voice.incoming.unserved import not_had
from ringback.channels.voice.models import Agent, Call, CallEvent, Leg, Presence, Recording
from ringback.channels.voice.own_line.forgetting import forget
from ringback.channels.voice.role.ledger import CallState, Ledger, LegState, TimelineEntry
from ringback.core.promises import services as promises

_CALL, _LEG = Call._meta.db_table, Leg._meta.db_table
_EVENT, _RECORDING, _AGENT = CallEvent._meta.db_table, Recording._meta.db_table, Agent._meta.db_table

_ADD_EVENT = f"INSERT INTO {_EVENT} (call_id, at, kind, leg, detail) VALUES (%s, %s, %s, %s, %s)"
_SET_LEG = f"""
    UPDATE {_LEG} SET address = %s, sip_call_id = %s, dialog = %s, dialled_at = %s, ringing_at = %s, answered_at = %s,
           accepted_at = %s, ended_at = %s, cause = %s, sip_code = %s, reason = %s, live_agent_id = %s,
           live_trunk_id = %s
     WHERE id = %s
"""
# Closed already means somebody who took us for dead has judged the call: their word stands.
_SET_CALL = f"""
    UPDATE {_CALL} SET stage = %s, outcome = %s, detail = %s, agent_id = %s, agent_answered_at = %s,
           connected_at = %s, ended_at = %s, talk_seconds = %s,
           live_number = CASE WHEN %s THEN NULL ELSE live_number END
     WHERE id = %s AND ended_at IS NULL
"""
# In the queue from the first time on that they waited.
_SET_WAITS = f"""
    UPDATE {_CALL} SET queued_at = COALESCE(queued_at, %s), claimed_at = NULL WHERE id = %s AND ended_at IS NULL
"""
_PUT_BACK = f"""
    UPDATE {_CALL} SET stage = 'planned', epoch = '', claimed_at = NULL, queued_at = COALESCE(queued_at, %s),
           expires_at = %s, agent_id = NULL, agent_answered_at = NULL WHERE id = %s AND ended_at IS NULL
"""
_ADD_SOUND = f"""
    INSERT INTO {_RECORDING} (call_id, state, spool_path, file, duration_seconds, bytes, lost_packets, error, tries,
                              epoch, started_at)
    VALUES (%s, %s, %s, '', 0, 0, 0, %s, 0, %s, %s)
    ON CONFLICT (call_id) DO UPDATE SET state = excluded.state, error = excluded.error
"""
_SPOOL_SOUND = f"UPDATE {_RECORDING} SET state = %s WHERE call_id = %s AND state = %s"
_WRAP_UP = f"""
    UPDATE {_AGENT} SET presence = %s, presence_at = %s, presence_until_at = %s
     WHERE id = %s AND presence = %s
"""
_WRAP_UP_SECONDS = f"SELECT id, wrap_up_seconds FROM {_AGENT} WHERE id IN "


def write(ledger: Ledger, epoch: str) -> None:
    """Write everything the ledger has to write, in the caller's transaction, and ring for who shows it.

    Ends report to their promise in the same transaction (DESIGN rule 3). The caller says `ledger.written()` after the
    commit.
    """
    with connection.cursor() as cursor:
        _many(cursor, _ADD_EVENT, [_event_values(entry) for entry in ledger.timeline])
        for call, leg in ledger.new_legs:
            leg.row_id = _add_leg(call, leg)
        _many(cursor, _SET_LEG, [_leg_values(leg) for leg in ledger.dirty_legs.values()])
        _many(cursor, _SET_WAITS, [(instant(at), row_id) for row_id, at in ledger.waits.items()])
        _many(cursor, _SET_CALL, [_call_values(call) for call in ledger.dirty_calls.values()])
        _many(cursor, _ADD_SOUND, [_sound_values(call, epoch) for call in ledger.new_sounds.values()])
        _many(cursor, _PUT_BACK, [_back_values(call, at) for call, at in ledger.put_back.values()])
        ended = list(ledger.ended.values())
        spooled = (Recording.State.SPOOLED, Recording.State.RECORDING)
        _many(cursor, _SPOOL_SOUND, [(spooled[0], call.row_id, spooled[1]) for call in ended if call.sound])
        _wrap_up(cursor, ended)
    in_vain = [call for call in ended if call.came_in and not call.talked]
    promises.report_all([_report(call) for call in ended if call.attempt_id is not None and call not in in_vain])
    for call in in_vain:
        assert call.ended_at is not None
        not_had(call.row_id, call.attempt_id, call.outcome, _evidence(call), call.ended_at)
    if own := [call.row_id for call in ended if call.own_line]:
        forget(own)
    _ring(ledger, ended)


def _many(cursor: Any, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if len(rows) == 1:
        cursor.execute(statement, rows[0])
    elif rows:
        cursor.executemany(statement, rows)


def _event_values(entry: TimelineEntry) -> tuple[Any, ...]:
    return (entry.call_row_id, instant(entry.at), entry.kind[:24], entry.leg, json.dumps(entry.detail, default=str))


def _leg_values(leg: LegState) -> tuple[Any, ...]:
    lives = leg.ended_at is None
    return (
        leg.address[:253],
        leg.sip_call_id[:120],
        json.dumps(leg.dialog),
        instant(leg.dialled_at),
        instant(leg.ringing_at),
        instant(leg.answered_at),
        instant(leg.accepted_at),
        instant(leg.ended_at),
        leg.cause,
        leg.sip_code,
        leg.reason[:120],
        leg.agent_id if lives else None,
        leg.trunk_id if lives else None,
        leg.row_id,
    )


def _call_values(call: CallState) -> tuple[Any, ...]:
    return (
        call.stage,
        call.outcome,
        call.detail[:200],
        call.agent_id,
        instant(call.agent_answered_at),
        instant(call.connected_at),
        instant(call.ended_at),
        call.talk_seconds,
        call.ended_at is not None,
        call.row_id,
    )


def _add_leg(call: CallState, leg: LegState) -> int:
    """A commit whose answer was lost may have written it."""
    values = {
        "role": leg.role,
        "address": leg.address[:253],
        "sip_call_id": leg.sip_call_id[:120],
        "dialled_at": leg.dialled_at,
        "ringing_at": leg.ringing_at,
        "live_trunk_id": leg.trunk_id if leg.ended_at is None else None,
    }
    return Leg.objects.update_or_create(call_id=call.row_id, number=leg.number, defaults=values)[0].pk


def _back_values(call: CallState, at: datetime) -> tuple[Any, ...]:
    return (instant(at), instant(call.waits_until), call.row_id)


def _sound_values(call: CallState, epoch: str) -> tuple[Any, ...]:
    assert call.sound is not None
    state = Recording.State.FAILED if call.sound.error else Recording.State.RECORDING
    return (call.row_id, state, call.sound.path[:300], call.sound.error[:300], epoch, instant(call.sound.started_at))


def _wrap_up(cursor: Any, ended: Iterable[CallState]) -> None:
    """Who talked gets time to write down what was said, if they are set up for it."""
    talked = {call.agent_id: call.ended_at for call in ended if call.talked and call.agent_id is not None}
    if not talked:
        return
    cursor.execute(_WRAP_UP_SECONDS + f"({', '.join(['%s'] * len(talked))})", list(talked))
    rows = []
    for agent_id, seconds in cursor.fetchall():
        at = talked[agent_id]
        until = rules.wrap_up_until(at, seconds) if at is not None else None
        if until is not None:
            rows.append((Presence.WRAP_UP, instant(at), instant(until), agent_id, Presence.AVAILABLE))
    _many(cursor, _WRAP_UP, rows)


def _report(call: CallState) -> promises.Report:
    assert call.attempt_id is not None
    assert call.ended_at is not None
    outcome = rules.promise_outcome(call.outcome, talked=call.talked, denial=call.denial)
    return promises.Report(call.attempt_id, outcome, _evidence(call), call.ended_at, call.detail)


def _evidence(call: CallState) -> dict[str, Any]:
    return {"call_id": call.call_id, "call_outcome": call.outcome, "talk_seconds": round(call.talk_seconds, 1)}


def _ring(ledger: Ledger, ended: list[CallState]) -> None:
    changed = [*ledger.dirty_calls.values(), *(call for call, _at in ledger.put_back.values())]
    rings = promises.progress_rings([call.promise_id for call in changed if call.promise_id is not None])
    if any(call.sound for call in ended):
        rings.append(Ring("recordings", {}))
    if rings:
        doorbell.ring_all(rings)


def touched(ledger: Ledger) -> set[int]:
    """The organisations whose desks have something new to show."""
    open_calls = {call.row_id: call for call in ledger.calls.values()}
    rows = {*ledger.dirty_calls, *ledger.new_sounds, *(entry.call_row_id for entry in ledger.timeline)}
    return {open_calls[row_id].organisation_id for row_id in rows if row_id in open_calls}


def leg_rows(legs: Iterable[Leg]) -> dict[int, LegState]:
    """Legs read back from their rows."""
    return {
        leg.number: LegState(
            row_id=leg.pk,
            number=leg.number,
            role=leg.role,
            agent_id=leg.agent_id,
            trunk_id=leg.live_trunk_id,
            address=leg.address,
            sip_call_id=leg.sip_call_id,
            dialled_at=leg.dialled_at,
            dialog=leg.dialog,
            ringing_at=leg.ringing_at,
            answered_at=leg.answered_at,
            accepted_at=leg.accepted_at,
            ended_at=leg.ended_at,
            cause=leg.cause,
            sip_code=leg.sip_code,
            reason=leg.reason,
        )
        for leg in legs
    }
