"""Calls from before a restart: left talking while sound flows, then hung up; what only rang is cancelled."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ringback.base.kit.clock import Clock
from ringback.channels.voice.engine import facts, kept
from ringback.channels.voice.engine.calls import Journal
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.loop import Loop
from ringback.channels.voice.engine.media import MediaActivity, MediaPlane
from ringback.channels.voice.engine.plan import KeptCall

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
SILENT_SECONDS = 10.0
MOST_FAILED_LOOKS = 3
# A phone that sends sound for ever must not keep a call for ever.
LONGEST_TALK_SECONDS = 7200.0
# A phone may still send its BYE or an answer to our CANCEL.
REMEMBER_SECONDS = 64.0


class Engine(Protocol):
    """What is needed of the engine."""

    loop: Loop
    clock: Clock
    journal: Journal
    media: MediaPlane | None
    transactions: Any

    def idle_if_done(self) -> None: ...


@dataclass
class _Survivor:
    call: KeptCall
    left: set[int] = field(default_factory=set)
    failed_looks: int = 0
    cancel_look: Callable[[], None] | None = None

    @property
    def media_id(self) -> str:
        """The media server's name for the conversation, as the last dialog has it."""
        named = [leg.dialog.get("media_id") for leg in self.call.legs]
        return str(next((name for name in reversed(named) if name), self.call.call_id))


class Survivors:
    """All on the engine's thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._calls: dict[str, _Survivor] = {}
        self._dialogs: dict[str, tuple[str, int]] = {}

    def count(self) -> int:
        return len(self._calls)

    def knows(self, call_id: str) -> bool:
        """Whether that SIP Call-ID is one of theirs, ended a moment ago or not."""
        return call_id in self._dialogs

    def adopt(self, call: KeptCall) -> None:
        """Take on a call; see `Engine.resume`."""
        survivor = self._calls[call.call_id] = _Survivor(call)
        for leg in call.legs:
            self._dialogs[str(leg.dialog.get("call_id", ""))] = (call.call_id, leg.leg)
        if call.bridged_at is None or self._engine.media is None:
            self.end(call.call_id)
        else:
            self._look(survivor)

    def hung_up(self, sip_call_id: str) -> None:
        """A party of theirs said BYE: the other must not be left alone."""
        call_id, leg = self._dialogs[sip_call_id]
        survivor = self._calls.get(call_id)
        if survivor is not None:
            survivor.left.add(leg)
            self.end(call_id)

    def end(self, call_id: str) -> None:
        """Cancel or hang up what is left of it, and report the end. An unknown call is ignored."""
        survivor = self._calls.pop(call_id, None)
        if survivor is None:
            return
        if survivor.cancel_look is not None:
            survivor.cancel_look()
        now = self._engine.clock.now()
        for leg in survivor.call.legs:
            if leg.leg not in survivor.left:
                self._end_leg(leg.dialog)
            cause = LegCause.completed if leg.leg in survivor.left else LegCause.interrupted
            self._engine.journal.record(facts.LegEnded(call_id, now, leg.leg, cause))
        talked = self._talked(survivor)
        self._engine.journal.record(facts.CallEnded(call_id, now, CallOutcome.interrupted, round(talked, 3)))
        self._engine.loop.later(REMEMBER_SECONDS, self._forget, call_id)
        if self._engine.media is not None:
            self._engine.media.delete(survivor.media_id)
        self._engine.idle_if_done()

    def _talked(self, survivor: _Survivor) -> float:
        begun = survivor.call.bridged_at
        return max(0.0, (self._engine.clock.now() - begun).total_seconds()) if begun else 0.0

    def _end_leg(self, dialog: dict[str, Any]) -> None:
        try:
            kept.end(dialog, self._engine.transactions)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
            log.warning("a kept dialog cannot be ended: %r", error)

    def _forget(self, call_id: str) -> None:
        self._dialogs = {sip: owner for sip, owner in self._dialogs.items() if owner[0] != call_id}

    def _look(self, survivor: _Survivor) -> None:
        def seen(activity: MediaActivity | None, error: Exception | None) -> None:
            self._engine.loop.call_soon(self._judge, survivor, activity, error)

        assert self._engine.media is not None
        self._engine.media.query(survivor.media_id, seen)

    def _judge(self, survivor: _Survivor, activity: MediaActivity | None, error: Exception | None) -> None:
        call_id = survivor.call.call_id
        if call_id not in self._calls:
            return
        if activity is None:
            survivor.failed_looks += 1
            over = "Unknown call" in str(error) or survivor.failed_looks >= MOST_FAILED_LOOKS
        else:
            survivor.failed_looks = 0
            over = activity.last_packet_seconds > SILENT_SECONDS
        if over or self._talked(survivor) > LONGEST_TALK_SECONDS:
            self.end(call_id)
        else:
            survivor.cancel_look = self._engine.loop.later(LOOK_EVERY_SECONDS, self._look, survivor)
