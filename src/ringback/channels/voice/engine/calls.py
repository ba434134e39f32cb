"""One call on the engine's thread: feeds the machine, and does what it asks."""

import collections
import logging
from collections.abc import Callable
from typing import Any, Protocol

from ringback.base.kit.clock import Clock
from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts, machine, sdp
from ringback.channels.voice.engine.caller import CALLER_LEG, CallerPhone
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.handset import Handset
from ringback.channels.voice.engine.loop import Loop
from ringback.channels.voice.engine.media import MediaActivity, MediaError, MediaPlane, is_forgotten
from ringback.channels.voice.engine.pages import PageLeg, Said
from ringback.channels.voice.engine.phone import Phone
from ringback.channels.voice.engine.plan import Caller, Destination
from ringback.channels.voice.engine.transactions import Address

log = logging.getLogger(__name__)


class Journal(Protocol):
    """The house, as the engine sees it. Both are called on the engine's thread and must not block.

    `claim`: write the leg down durably, then `answer(None)` to have it dialled, or `answer(why not)`; from any thread.
    `record`: something happened; in order for a call, fire and forget.
    """

    def claim(
        self,
        call_id: str,
        leg: int,
        role: str,
        agent_id: int | None,
        destination: Destination,
        sip_call_id: str,
        answer: Callable[[str | None], None],
    ) -> None: ...

    def record(self, fact: facts.Fact) -> None: ...


class Switchboard(Protocol):
    """What a call needs of the engine around it."""

    loop: Loop
    clock: Clock
    journal: Journal
    media: MediaPlane | None
    host: str
    sip: dict[str, Any]

    def next_hop(self, destination: Destination, found: Callable[[Address | None], None]) -> None: ...

    def finished(self, call_id: str) -> None: ...


class Conversation:
    """Runs one call's machine. All on the engine's thread."""

    def __init__(self, board: Switchboard, state: machine.State, call_id: str) -> None:
        self.board = board
        self.state = state
        self.call_id = call_id
        self.phones: dict[int, Handset] = {}
        self._events: collections.deque[ev.Event] = collections.deque()
        self._busy = False
        self._timers: dict[tuple[Timer, int], Callable[[], None]] = {}
        self._dialling: set[int] = set()

    def tell(self, event: ev.Event) -> None:
        """Give the machine an event; those that come while it works wait their turn."""
        self._events.append(event)
        if self._busy:
            return
        self._busy = True
        try:
            while self._events:
                self._step(self._events.popleft())
        finally:
            self._busy = False

    def _step(self, event: ev.Event) -> None:
        if isinstance(self.state, machine.Ended):
            return
        clock = self.board.clock
        moment = machine.Moment(clock.now(), clock.monotonic())
        self.state, effects = machine.transition(self.state, event, moment)
        for effect in effects:
            try:
                _DOES[type(effect)](self, effect)
            except Exception:
                log.exception("call %s: %s failed", self.call_id, type(effect).__name__)
                if isinstance(effect, ef.Reoffer):
                    # Nobody will answer what was not sent.
                    self.tell(ev.ReofferRefused(effect.leg, 500))
        if isinstance(self.state, machine.Ended):
            for stop in self._timers.values():
                stop()
            self._timers.clear()
            self._events.clear()
            self.board.finished(self.call_id)

    # house

    def _record(self, effect: ef.Record) -> None:
        self.board.journal.record(effect.fact)

    def _claim(self, effect: ef.ClaimLeg) -> None:
        def answer(why_not: str | None) -> None:
            claimed = ev.Claimed(effect.leg) if why_not is None else ev.Denied(effect.leg, why_not)
            self.board.loop.call_soon(self.tell, claimed)

        self.board.journal.claim(
            self.call_id, effect.leg, effect.role, effect.agent_id, effect.destination, effect.sip_call_id, answer
        )

    def _keep(self, leg: int, dialog: dict[str, Any]) -> None:
        kept = {**dialog, "media_id": machine.media_of(self.state, leg)}
        self.board.journal.record(facts.DialogKept(self.call_id, self.board.clock.now(), leg, kept))

    # phones

    def _dial(self, effect: ef.Dial) -> None:
        if effect.destination.in_browser:
            page = PageLeg(effect.leg, self.tell, self._keep, self.board.loop.later)
            self.phones[effect.leg] = page
            page.dial(effect.sip_call_id, effect.sdp, self.board.host)
            return
        self._dialling.add(effect.leg)

        def found(address: Address | None) -> None:
            if effect.leg not in self._dialling:
                return
            self._dialling.discard(effect.leg)
            if address is None:
                self.tell(ev.Refused(effect.leg, 0, "the host name has no address", local=True))
            else:
                self._invite(effect, address)

        self.board.next_hop(effect.destination, found)

    def _invite(self, effect: ef.Dial, address: Address) -> None:
        phone = Phone(self.board.sip, effect.leg, effect.destination, address, self.tell, self._keep)
        self.phones[effect.leg] = phone
        try:
            phone.dial(effect.sip_call_id, self._ours(effect.leg, effect.sdp), self.board.host)
        except Exception as error:
            log.warning("call %s: %s cannot be dialled: %r", self.call_id, effect.destination.uri, error)
            self.tell(ev.Refused(effect.leg, 484, "the address cannot be dialled"))

    def admit(self, phone: CallerPhone | None) -> None:
        """Begin a call with the caller's own phone as its first leg; None: they have gone already."""
        if phone is None:
            self.tell(ev.Placed())
            self.tell(ev.HungUp(CALLER_LEG))
            return
        self.phones[CALLER_LEG] = phone
        self.tell(ev.Placed())
        phone.taken_on(self.tell, self._keep)

    def join(self, phone: CallerPhone, caller: Caller) -> None:
        """Put whoever called us on this call's line; the machine takes them."""
        phone.leg = machine.callers_leg(self.state)
        self.phones[phone.leg] = phone
        self.tell(ev.CallerCame(caller))
        phone.taken_on(self.tell, self._keep)

    def _let_ring(self, effect: ef.LetRing) -> None:
        phone = self.phones.get(effect.leg)
        if isinstance(phone, CallerPhone):
            phone.ring()

    def _answer_caller(self, effect: ef.Answer) -> None:
        phone = self.phones.get(effect.leg)
        if isinstance(phone, CallerPhone):
            phone.answer(self._ours(effect.leg, effect.sdp))

    def page_said(self, leg: int, said: Said, described: str) -> None:
        """Hand on what a page did to its leg, if that still is."""
        page = self.phones.get(leg)
        if isinstance(page, PageLeg):
            page.heard(said, described)

    def _ours(self, leg: int, described: str) -> str:
        return sdp.under_origin(described, sdp.session_name(self.call_id, leg), self.board.host)

    def _drop(self, effect: ef.Drop) -> None:
        self._dialling.discard(effect.leg)
        phone = self.phones.pop(effect.leg, None)
        if phone is not None:
            phone.drop()

    def _reoffer(self, effect: ef.Reoffer) -> None:
        self.phones[effect.leg].reoffer(self._ours(effect.leg, effect.sdp))

    def _accept_reoffer(self, effect: ef.AcceptReoffer) -> None:
        self.phones[effect.leg].accept_reoffer(self._ours(effect.leg, effect.sdp))

    def _refuse_reoffer(self, effect: ef.RefuseReoffer) -> None:
        self.phones[effect.leg].refuse_reoffer(effect.code)

    # clocks

    def _start_timer(self, effect: ef.StartTimer) -> None:
        self._stop_timer(effect)
        fired = self.board.loop.later(effect.seconds, self._fired, effect.timer, effect.leg)
        self._timers[effect.timer, effect.leg] = fired

    def _fired(self, timer: Timer, leg: int) -> None:
        self._timers.pop((timer, leg), None)
        self.tell(ev.TimerFired(timer, leg))

    def _stop_timer(self, effect: ef.StopTimer | ef.StartTimer) -> None:
        stop = self._timers.pop((effect.timer, effect.leg), None)
        if stop is not None:
            stop()

    # media

    def _heard(self, media_id: str, step: MediaStep, key: str = "sdp", leg: int = 0) -> Callable[[Any, Any], None]:
        """A `done` for the media plane that brings its result to the engine's thread."""

        def done(result: dict[str, Any] | None, error: Exception | None) -> None:
            event: ev.Event
            if result is None:
                event = ev.MediaFailed(media_id, step, str(error), leg)
            else:
                seconds = float(result.get("duration") or 0) / 1000
                event = ev.MediaDone(media_id, step, str(result.get(key) or ""), seconds, leg)
            self.board.loop.call_soon(self.tell, event)

        return done

    def _plane(self) -> MediaPlane:
        assert self.board.media is not None
        return self.board.media

    def _offer(self, effect: ef.MediaOffer) -> None:
        done = self._heard(effect.media_id, effect.step)
        self._plane().offer(
            effect.media_id,
            effect.from_role,
            effect.sdp,
            done,
            to_tag=effect.to_role,
            transcode=effect.transcode,
            browser=effect.to_browser,
        )

    def _answer(self, effect: ef.MediaAnswer) -> None:
        done = self._heard(effect.media_id, effect.step)
        self._plane().answer(
            effect.media_id, effect.from_role, effect.to_role, effect.sdp, done, browser=effect.from_browser
        )

    def _renegotiate(self, effect: ef.Renegotiate) -> None:
        """Offer the party's new description, and answer it in the other's name with what holds there already."""
        done = self._heard(effect.media_id, MediaStep.renegotiation, leg=effect.leg)
        other = facts.Role.visitor if effect.role is facts.Role.agent else facts.Role.agent

        def offered(result: dict[str, Any] | None, error: Exception | None) -> None:
            if result is None:
                done(None, error)
            else:
                self._plane().answer(effect.media_id, effect.role, other, effect.other_sdp, done)

        plane, transcode, web = self._plane(), effect.transcode, effect.other_in_browser
        plane.offer(effect.media_id, effect.role, effect.sdp, offered, to_tag=other, transcode=transcode, browser=web)

    def _play(self, effect: ef.Play) -> None:
        done = self._heard(effect.media_id, effect.step)
        self._plane().play(effect.media_id, effect.to_role, effect.path, done, repeat=effect.repeat)

    def _stop_playing(self, effect: ef.StopPlaying) -> None:
        self._plane().stop_playing(effect.media_id, effect.to_role)

    def _block(self, effect: ef.BlockTalk) -> None:
        self._plane().block(effect.media_id)

    def _unblock(self, effect: ef.UnblockTalk) -> None:
        self._plane().unblock(effect.media_id)

    def _start_recording(self, effect: ef.StartRecording) -> None:
        done = self._heard(effect.media_id, MediaStep.recording, "path")
        self._plane().start_recording(
            effect.media_id,
            effect.metadata,
            done,
            agent_tag=facts.Role.agent,
            visitor_tag=facts.Role.visitor,
        )

    def _count_sound(self, effect: ef.CountSound) -> None:
        """A failed count says nothing about the phones; a call the media server has forgotten has no sound any more."""

        def counted(activity: MediaActivity | None, error: MediaError | None) -> None:
            event: ev.Event
            if activity is not None:
                event = ev.SoundCounted(effect.media_id, activity.packets)
            elif is_forgotten(error):
                event = ev.MediaFailed(effect.media_id, MediaStep.sound, "the media server has forgotten the call")
            else:
                return
            self.board.loop.call_soon(self.tell, event)

        self._plane().query(effect.media_id, counted)

    def _delete_media(self, effect: ef.DeleteMedia) -> None:
        self._plane().delete(effect.media_id)


_DOES: dict[type[ef.Effect], Callable[[Conversation, Any], None]] = {
    ef.Record: Conversation._record,
    ef.ClaimLeg: Conversation._claim,
    ef.Dial: Conversation._dial,
    ef.Drop: Conversation._drop,
    ef.LetRing: Conversation._let_ring,
    ef.Answer: Conversation._answer_caller,
    ef.Reoffer: Conversation._reoffer,
    ef.AcceptReoffer: Conversation._accept_reoffer,
    ef.RefuseReoffer: Conversation._refuse_reoffer,
    ef.StartTimer: Conversation._start_timer,
    ef.StopTimer: Conversation._stop_timer,
    ef.MediaOffer: Conversation._offer,
    ef.MediaAnswer: Conversation._answer,
    ef.Renegotiate: Conversation._renegotiate,
    ef.Play: Conversation._play,
    ef.StopPlaying: Conversation._stop_playing,
    ef.BlockTalk: Conversation._block,
    ef.UnblockTalk: Conversation._unblock,
    ef.StartRecording: Conversation._start_recording,
    ef.CountSound: Conversation._count_sound,
    ef.DeleteMedia: Conversation._delete_media,
}
