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
from ringback.channels.voice.engine.media import MediaActivity, MediaPlane, is_forgotten
from ringback.channels.voice.engine.plan import KeptCall
from ringback.channels.voice.engine.silence import COUNT_EVERY_SECONDS, Silence

log = logging.getLogger(__name__)

# Phones that talked through a media server which is gone do not hear each other any more, and nobody here knows how to
# join them directly; it may still come back, having only been slow.
MOST_SECONDS_WITHOUT_MEDIA = 30.0
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
    silence: Silence | None = None
    without_media_since: float | None = None
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
            if "call_id" in leg.dialog:
                self._dialogs[str(leg.dialog["call_id"])] = (call.call_id, leg.leg)
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

    def end(self, call_id: str, why: LegCause = LegCause.interrupted) -> None:
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
            cause = LegCause.completed if leg.leg in survivor.left else why
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
        why = self._uncounted(survivor, error) if activity is None else self._counted(survivor, activity.packets)
        if why is None and self._talked(survivor) > LONGEST_TALK_SECONDS:
            why = LegCause.interrupted
        if why is None:
            survivor.cancel_look = self._engine.loop.later(COUNT_EVERY_SECONDS, self._look, survivor)
        else:
            self.end(call_id, why)

    def _counted(self, survivor: _Survivor, packets: int) -> LegCause | None:
        """Why the call is over; None while one of the two may still be there."""
        call, now = survivor.call, self._engine.clock.monotonic()
        survivor.without_media_since = None
        survivor.silence = (survivor.silence or Silence(now)).counted(packets, now)
        if not survivor.silence.is_over(now, call.max_silent_seconds, held=call.held):
            return None
        seconds = round(now - survivor.silence.since, 3)
        self._engine.journal.record(facts.FellSilent(call.call_id, self._engine.clock.now(), seconds))
        return LegCause.silent

    def _uncounted(self, survivor: _Survivor, error: Exception | None) -> LegCause | None:
        """A failed count says nothing of the two. A media server that has forgotten them, or stays away, does."""
        assert self._engine.media is not None
        now = self._engine.clock.monotonic()
        if is_forgotten(error):
            return LegCause.interrupted
        if self._engine.media.up is not False:
            survivor.without_media_since = None
        elif survivor.without_media_since is None:
            survivor.without_media_since = now
        elif now - survivor.without_media_since >= MOST_SECONDS_WITHOUT_MEDIA:
            return LegCause.interrupted
        return None
