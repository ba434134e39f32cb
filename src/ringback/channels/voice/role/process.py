"""The `voice` role: one process that holds an engine, a journal, and the calls it has claimed."""

import gc
import logging
import signal
import threading
from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.voice.engine.media import MediaConfig
from ringback.channels.voice.engine.plan import EngineConfig
from ringback.channels.voice.engine.runner import Engine
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.queueing.closing import Closing
from ringback.channels.voice.recordings.recorder import recorder
from ringback.channels.voice.role.callers import Callers
from ringback.channels.voice.role.claiming import Claiming
from ringback.channels.voice.role.commands import Commands
from ringback.channels.voice.role.holding import Holding
from ringback.channels.voice.role.journal import Journal
from ringback.channels.voice.role.ledger import Ledger
from ringback.channels.voice.role.limiting import Limiting
from ringback.channels.voice.role.peers import Peers
from ringback.channels.voice.role.places import Places
from ringback.channels.voice.role.planning import Setups
from ringback.channels.voice.role.recovery import ROLE, Recovery
from ringback.channels.voice.role.registrations import Registrations
from ringback.channels.voice.role.sounds import SoundMaker
from ringback.channels.voice.role.wrapping_up import WrappingUp

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
LOOK_SECONDS = 2.0
# A stop waits so long for conversations to end; those still talking then are left to the next voice process.
DRAIN_SECONDS = 30.0
AWAY_SECONDS = 0.5


def run(stop: threading.Event, drain_seconds: float = DRAIN_SECONDS) -> None:
    """Be the voice role until `stop` is set and the calls under way have ended, or the time for that is over."""
    role = Voice(presence.join(ROLE))
    try:
        role.start()
        role.serve(stop)
        role.drain(drain_seconds)
    finally:
        role.close()


class Voice:
    """Everything the role is made of, wired together."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.journal = Journal(epoch, Ledger())
        self.registrations = Registrations(epoch)
        self._speakers = ThreadPoolExecutor(2, thread_name_prefix="prompts")
        self._setups = Setups()
        self._recorder = recorder(epoch)
        config = engine_config()
        self._sounds = SoundMaker(
            Prompts(Path(settings.PROMPTS_DIR)),
            self._speakers,
            media=config.media is not None,
            room=lambda: self._recorder.room,
        )
        self.holding = Holding(self.journal.ledger)
        self.callers = Callers(epoch, self.journal, self._setups, self._sounds, self.holding)
        self.engine = Engine(config, self.journal, clock.current(), self.registrations.heard, self.callers)
        self._peers = Peers(self._speakers, self.engine.know)
        self.callers.open(self.engine, self._peers.trunks_at)
        self.recovery = Recovery(epoch, self.journal, self.engine.resume)
        self.claiming = Claiming(
            epoch, self.journal, self._setups, self._sounds, self.engine, self.holding, settings.CALLS_AT_ONCE
        )
        self._places = Places(self.holding, self._sounds, self.engine.tell_waiting)
        commands = Commands(epoch, self.journal.ledger, self.engine.hang_up, self.engine.page_said)
        self._recover = self.journal.add_chore(self.recovery)
        self._command = self.journal.add_chore(commands)
        # Who holds a phone to their ear comes before who is called.
        self._let_in = self.callers.soon = self.journal.add_chore(self.callers)
        self._claim = self.journal.add_chore(self.claiming)
        self._closing = Closing()
        self.journal.freed = self._agent_freed
        minding = (self.registrations, WrappingUp(), Limiting())
        self._mind = [self.journal.add_chore(chore) for chore in minding]
        self._beats = 0
        self._beaten_at = self._looked_at = self._polled_at = clock.monotonic() - LOOK_SECONDS

    def _agent_freed(self) -> None:
        """The longest waiting gets them at once; whoever is not in this process's line is found by the next look."""
        if self.callers.waits:
            self._let_in()
        if self.claiming.line_waits:
            self._claim()

    def start(self) -> None:
        """Open the SIP port, take over what the dead have left, and only then look for work."""
        self._guarded(self._peers.refresh)
        self.engine.start()
        self.journal.start()
        self._recorder.start()
        # The SIP thread must not wait for the collector to walk all that Django has loaded.
        gc.collect()
        gc.freeze()
        log.info("voice speaks SIP on %s:%s", self.engine.config.sip_host, self.engine.sip_port)

    def serve(self, stop: threading.Event) -> None:
        """Claim and command until `stop`; a database that is away is waited for."""
        bell = doorbell.listen(["calls", "commands", "voice_setup"])
        heard: set[str] = set()
        try:
            while not stop.is_set():
                try:
                    if not self._round(heard):
                        return
                    heard = {ring.topic for ring in bell.wait(POLL_SECONDS)}
                except (DatabaseError, InterfaceError) as trouble:
                    log.error("the database is away: %s", trouble)
                    connection.close()
                    stop.wait(AWAY_SECONDS)
                    continue
                if "voice_setup" in heard:
                    self._setups.forget()
                    self._looked_at = 0.0
        finally:
            bell.close()

    def _round(self, heard: Set[str]) -> bool:
        """What the rings are about, and all of it now and then. False when others have taken us for dead."""
        now = clock.monotonic()
        unasked = now - self._polled_at >= POLL_SECONDS  # a bell can be lost
        if unasked or "calls" in heard:
            self._claim()
        if unasked and self.callers.waits:
            self._let_in()
        if unasked or "commands" in heard:
            self._command()
        if unasked:
            self._polled_at = now
        if now - self._beaten_at >= presence.BEAT_SECONDS and not self._beat():
            log.error("this process was taken for dead; it ends, and another begins")
            return False
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._look_around()
        return True

    def _beat(self) -> bool:
        self._beats, self._beaten_at = self._beats + 1, clock.monotonic()
        detail = {"calls": len(self.journal.ledger.calls), "draining": self.claiming.draining}
        return presence.beat(self.epoch, self._beats, **detail)

    def _look_around(self) -> None:
        if self.recovery.look():
            self._recover()
        self.registrations.refresh(self.engine)
        self._peers.refresh()
        for chore in self._mind:
            chore()
        if self.claiming.line_waits:
            self._closing.look()
            self._places.look()

    def drain(self, seconds: float) -> None:
        """No new calls; wait for the running ones, or for a second signal, or until the time is up."""
        self.claiming.draining = self.callers.draining = True
        enough = _second_signal()
        self._guarded(self._beat)
        until = clock.monotonic() + seconds
        while self.journal.ledger.calls and clock.monotonic() < until and not enough.wait(0.1):
            self._guarded(self._still_here)
        waiting = [state for state in list(self.journal.ledger.calls.values()) if not state.talked]
        for state in waiting:
            state.recovered = True
            self.engine.hang_up(state.call_id, "the voice process is stopping")
        until = clock.monotonic() + 3.0
        while any(not state.talked for state in list(self.journal.ledger.calls.values())):
            if clock.monotonic() > until or enough.wait(0.02):
                break

    def _still_here(self) -> None:
        self._command()
        if clock.monotonic() - self._beaten_at >= presence.BEAT_SECONDS:
            self._beat()

    def close(self) -> None:
        """Leave. Conversations that still go on stay in the tables as ours: who comes next takes them over."""
        if not self.journal.ledger.calls:
            self.engine.stop(0)
        self.journal.close()
        self._speakers.shutdown(wait=False, cancel_futures=True)
        self._recorder.stop()
        self._guarded(lambda: presence.leave(self.epoch))

    @staticmethod
    def _guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except (DatabaseError, InterfaceError) as trouble:
            log.error("the database is away: %s", trouble)
            connection.close()


def engine_config() -> EngineConfig:
    """The engine's settings, from Django's."""
    host, port = settings.SIP_BIND
    ng_host, _, ng_port = settings.RTPENGINE.rpartition(":")
    media = None
    if ng_host and ng_port.isdecimal():
        media = MediaConfig(ng_host, int(ng_port), settings.DTMF_BIND[1], str(settings.SPOOL_DIR))
    return EngineConfig(sip_host=host, sip_port=port, media=media)


def _second_signal() -> threading.Event:
    """Set when somebody loses patience."""
    enough = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: enough.set())
    return enough
