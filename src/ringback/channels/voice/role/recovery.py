"""Calls of processes that died: taken over, ended on the wire where possible, and closed as the truth demands.

1. A call is stranded when it is open, not merely planned, and its epoch is not among the living.
2. Taking over is one conditional statement: the call is this process's from then on, so a second crash loses nothing.
3. Legs that were up go to the engine with their kept dialogs: what rang is cancelled; a conversation whose sound still
   flows is left alone until it is silent.
4. When the engine says it is over, `rules.after_crash` judges by the tables: a conversation is done, a visitor's phone
   that was dialled is uncertain, anything before that is interrupted and tried again.
"""

import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings

from ringback.base.database.claims import claim
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.voice.engine.facts import CallEnded, CallOutcome, HeldChanged
from ringback.channels.voice.engine.plan import KeptCall, KeptLeg
from ringback.channels.voice.models import Call, CallEvent, Recording, Stage, Way
from ringback.channels.voice.role import writing
from ringback.channels.voice.role.journal import AfterCommit, Journal
from ringback.channels.voice.role.ledger import CallState, SoundState

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
ROLE = "voice"


class Recovery:
    """The chore that takes over stranded calls; `look` is asked from the main thread every other second."""

    def __init__(self, epoch: str, journal: Journal, resume: Callable[[KeptCall], None]) -> None:
        self._epoch = epoch
        self._journal = journal
        self._resume = resume
        self._watch = presence.Watch()
        self._dead: list[str] = []
        self._living: list[str] = [epoch]

    def look(self) -> bool:
        """See who has died; True when there are calls to take over, or graves to close."""
        self._dead = self._watch.dead(ROLE, besides=self._epoch)
        self._living = [epoch.id for epoch in presence.alive(ROLE) if epoch.id not in self._dead]
        return bool(self._dead) or self.wanted()

    def wanted(self) -> bool:
        stranded = Call.objects.filter(ended_at=None).exclude(stage=Stage.PLANNED)
        return bool(self._dead) or stranded.exclude(epoch__in=self._living).exists()

    def do(self) -> list[AfterCommit]:
        """Take over what is stranded, in the journal's transaction; the dead are buried with it."""
        marks = ", ".join(["%s"] * len(self._living))
        rows = claim(
            Call,
            where=f"ended_at IS NULL AND stage <> %s AND epoch NOT IN ({marks})",
            params=[Stage.PLANNED, *self._living],
            changes={"epoch": "%s"},
            values=[self._epoch],
            order="id",
            limit=MOST_AT_ONCE,
        )
        if len(rows) < MOST_AT_ONCE:
            for epoch in self._dead:
                presence.leave(epoch)
            self._dead = []
        return [partial(self._go_on, *self._found(row)) for row in rows]

    def _found(self, row: Call) -> tuple[CallState, KeptCall | None]:
        state = CallState(
            row_id=row.pk,
            call_id=row.call_id,
            organisation_id=row.organisation_id,
            promise_id=row.promise_id,
            attempt_id=row.attempt_id,
            number=row.number if row.way == Way.OUT else "",
            stage=row.stage,
            agent_id=row.agent_id,
            agent_answered_at=row.agent_answered_at,
            connected_at=row.connected_at,
            came_in=row.way == Way.IN,
            recovered=True,
            own_line=bool(row.plan.get("own_line")),
            legs=writing.leg_rows(row.legs.all()),
        )
        sound = Recording.objects.filter(call_id=row.pk).first()
        if sound is not None:
            state.sound = SoundState(sound.started_at, sound.spool_path, sound.error)
        kept = tuple(KeptLeg(leg.number, leg.dialog) for leg in state.live_legs() if leg.dialog)
        if not kept:
            return state, None
        silent = float(settings.SILENCE_SECONDS)
        return state, KeptCall(row.call_id, kept, row.connected_at, _is_held(row), silent)

    def _go_on(self, state: CallState, kept: KeptCall | None) -> None:
        self._journal.ledger.open(state)
        log.warning("call %s of a dead process is taken over", state.call_id)
        if kept is not None:
            self._resume(kept)
        else:
            self._journal.record(CallEnded(state.call_id, clock.now(), CallOutcome.interrupted, 0.0))


def _is_held(row: Call) -> bool:
    """Whether a side had put the call on hold, by the last word of each on its timeline."""
    said = CallEvent.objects.filter(call=row, kind=HeldChanged.__name__).order_by("id")
    return any({event.leg: event.detail.get("held", False) for event in said}.values())
