"""The engine: one thread that speaks SIP, runs the calls and tells the house."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from ringback.base.kit.clock import Clock
from ringback.base.kit.errors import RingbackError
from ringback.channels.voice.engine import cheaper, machine, quiet
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine.arrivals import Arrival, Arrivals, Doorkeeper
from ringback.channels.voice.engine.calls import Conversation, Journal
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.engine.loop import Loop
from ringback.channels.voice.engine.media import MediaPlane, placeholder_sdp
from ringback.channels.voice.engine.names import Names
from ringback.channels.voice.engine.pages import Said
from ringback.channels.voice.engine.plan import (
    AgentTarget,
    Caller,
    CallPlan,
    Destination,
    EngineConfig,
    KeptCall,
    Registration,
)
from ringback.channels.voice.engine.reception import Reception
from ringback.channels.voice.engine.registrar import OnRegistration, Registrar
from ringback.channels.voice.engine.survivors import Survivors
from ringback.channels.voice.engine.transactions import Address, Transactions

log = logging.getLogger(__name__)

Waves = tuple[tuple[AgentTarget, ...], ...]

START_SECONDS = 10.0
FAREWELL_SECONDS = 1.0
SIP_PORT = 5060


class EngineError(RingbackError):
    """The engine cannot work with what it was given; says why."""


def _ignored(key: str, state: str, detail: str) -> None:
    """For owners who do not care about registrations."""


class Engine:
    """Places calls and tells `journal` what becomes of them.

    Public methods may be called from any thread and return at once, but for `start` (until the port is open) and
    `stop`. `on_registration(key, state, detail)` is called on the engine's thread, `state` being registered, failed
    or unregistered.

    `doorkeeper` hears that somebody calls. `place` a plan of that call id with its `caller`, or `refuse` it, from any
    thread; `let_wait` before that. None: nobody answers calls here.
    """

    def __init__(
        self,
        config: EngineConfig,
        journal: Journal,
        clock: Clock,
        on_registration: OnRegistration = _ignored,
        doorkeeper: Doorkeeper | None = None,
    ) -> None:
        if config.sip_host in ("", "0.0.0.0", "::"):
            raise EngineError("the SIP address must be one of the machine's own, since it is told to the phones")
        self.config = config
        self.journal = journal
        self.clock = clock
        self.loop = Loop()
        self.media: MediaPlane | None = None
        self.host = config.advertised_host or config.sip_host
        self.sip: dict[str, Any] = {}
        self._names = Names(self.loop.call_soon)
        self._calls: dict[str, Conversation] = {}
        self._by_media: dict[str, Conversation] = {}
        self._placed = 0
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._ready = threading.Event()
        self._trouble: Exception | None = None
        self._port = 0
        self._registrar = Registrar(self.loop, self.sip, self._names, on_registration)
        self._survivors = Survivors(self)
        self._arrivals = Arrivals(self.loop, self.sip, doorkeeper)
        self._thread = threading.Thread(target=self._run, name="sip", daemon=True)

    # the house's side

    @property
    def sip_port(self) -> int:
        """The port that was really opened; known after `start`."""
        return self._port

    def start(self) -> None:
        """Open the port and begin. `OSError` when the address or port cannot be had."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise EngineError("the engine's thread did not begin")
        if self._trouble is not None:
            raise self._trouble

    def place(self, plan: CallPlan) -> None:
        """Begin a call. After `stop` was asked for it ends as cancelled, undialled."""
        self.loop.call_soon(self._place, plan)

    def refuse(self, call_id: str, code: int, reason: str) -> None:
        """Turn away an arrival that is not to become a call. An unknown one is ignored: they have just gone."""
        self.loop.call_soon(self._arrivals.refuse, call_id, code, reason)

    def join(self, call_id: str, arrival: Arrival) -> None:
        """Put an arrival on the line of a call that was to be made to them; `not_joined` where it is too late."""
        self.loop.call_soon(self._join, call_id, arrival)

    def let_wait(self, call_id: str) -> None:
        """Let an arrival hear it ring until there is a plan for it."""
        self.loop.call_soon(self._arrivals.let_wait, call_id)

    def hunt(self, call_id: str, waves: Waves, first: int) -> None:
        """Ring these for a visitor who waits; the legs of the first wave are granted already, from number `first` on.

        They are given back where nobody waits any more.
        """
        self.loop.call_soon(self._tell, call_id, ev.AgentsFound(waves, first))

    def tell_waiting(self, call_id: str, path: str) -> None:
        """Play a file to a visitor who waits, in place of the music. Ignored where nobody does."""
        self.loop.call_soon(self._tell, call_id, ev.TellAsked(path))

    def give_up_waiting(self, call_id: str) -> None:
        """Nobody is left to wait for: as if the visitor had waited for as long as they may."""
        self.loop.call_soon(self._tell, call_id, ev.TimerFired(ev.Timer.wait))

    def hang_up(self, call_id: str, why: str) -> None:
        """End a call now, whatever it is doing. An unknown one is ignored: it has just ended."""
        self.loop.call_soon(self._hang_up, call_id, why)

    def page_said(self, call_id: str, leg: int, said: Said, sdp: str = "") -> None:
        """What the page behind a browser's leg did; `sdp` is its answer. Ignored when the leg is over."""
        self.loop.call_soon(self._page_said, call_id, leg, said, sdp)

    def register(self, registration: Registration) -> None:
        """Announce ourselves at a trunk's registrar, and keep it up. A second time with changes: anew."""
        self.loop.call_soon(self._register, registration)

    def know(self, host: str) -> None:
        """Answer what this host asks (OPTIONS of a trunk we do not register with). Trunks in use are known anyway."""
        self.loop.call_soon(self._names.find, host, self._know)

    def unregister(self, key: str) -> None:
        self.loop.call_soon(self._registrar.unregister, key)

    def resume(self, kept: KeptCall) -> None:
        """A call found under way after a restart; ends in `CallEnded(interrupted)`.

        What only rang is cancelled. A conversation whose sound still flows is left alone until it is silent, or a
        party hangs up; without a media server that can tell, it is hung up.
        """
        self.loop.call_soon(self._survivors.adopt, kept)

    def active(self) -> int:
        """How many calls are under way, those from before a restart included."""
        return len(self._calls) + self._survivors.count()

    def retransmissions(self) -> int:
        """How many SIP messages had to be sent again so far: a measure of the network, or of our own lateness."""
        return self.transactions.retransmissions

    def stop(self, drain_seconds: float | None = None) -> None:
        """Take no new call, let the running ones end (for at most `drain_seconds`), then hang up and leave."""
        if not self._thread.is_alive():
            return
        self.loop.call_soon(self._drain)
        self._idle.wait(drain_seconds)
        self.loop.call_soon(self._leave, time.monotonic() + FAREWELL_SECONDS)
        self._thread.join(START_SECONDS)

    # the engine's thread

    def _run(self) -> None:
        self.loop.own()
        try:
            self._open()
        except Exception as trouble:
            self._trouble = trouble
            self._ready.set()
            return
        self._ready.set()
        self.loop.run()
        self.transactions.shutdown()
        self._names.close()
        if self.media is not None:
            self.media.stop()

    def _open(self) -> None:
        quiet.hush()
        cheaper.install()
        self.sip["_sip_address"] = self.config.sip_host
        self.sip["_sip_port"] = self.config.sip_port
        self.sip["_sip_logger"] = quiet.NoLog()
        reception = Reception(self._survivors, self._arrivals.receive)
        self.transactions = Transactions(self.sip, reception.receive, self._is_ours, self._is_up)
        self.sip["_sip_tm"] = self.transactions
        port = self.transactions.port
        port.advertised_host = self.config.advertised_host
        port.locate = self._names.known
        self._port = port.getSIPaddr()[0][1]
        self.loop.add_reader(port.fileno(), port.read)
        for peer in self.config.known_peers:
            self._names.find(peer, self._know)
        if self.config.media is not None:
            self.media = MediaPlane(self.config.media, self._digit, self._media_lost, self._media_back)
            self.media.start()

    def _know(self, address: str | None) -> None:
        if address is not None:
            self.transactions.peers.add(address)

    def _is_ours(self, call_id: str) -> bool:
        return self._survivors.knows(call_id) or self._registrar.knows(call_id)

    def _is_up(self, call_id: str, tag: str) -> bool:
        """Whether a dialog of that Call-ID with that peer is up, so that a repeated 200 of it is only acknowledged."""
        conversation = self._calls.get(call_id[:32])
        phones = conversation.phones.values() if conversation else ()
        return self._arrivals.is_up(call_id, tag) or any(phone.is_up(call_id, tag) for phone in phones)

    def _place(self, plan: CallPlan) -> None:
        if plan.call_id in self._calls:
            log.warning("call %s was placed twice", plan.call_id)
            return
        media = self.media is not None and self.media.up is not False
        state = machine.begin(plan, media=media, placeholder=placeholder_sdp(self.host), host=self.host)
        conversation = Conversation(self, state, plan.call_id)
        self._calls[plan.call_id] = conversation
        self._idle.clear()
        if plan.caller is not None:
            conversation.admit(self._arrivals.take(plan.call_id))
        else:
            conversation.tell(ev.HangUpAsked("the engine is stopping") if self._stopping.is_set() else ev.Placed())

    def _join(self, call_id: str, arrival: Arrival) -> None:
        conversation = self._calls.get(call_id)
        if conversation is None or not machine.takes_caller(conversation.state):
            self._arrivals.not_joined(arrival)
        elif (phone := self._arrivals.take(arrival.call_id)) is not None:
            conversation.join(phone, Caller(arrival.sip_call_id, arrival.sdp))

    def _hang_up(self, call_id: str, why: str) -> None:
        conversation = self._calls.get(call_id)
        if conversation is not None:
            conversation.tell(ev.HangUpAsked(why))
        else:
            self._survivors.end(call_id)

    def _tell(self, call_id: str, event: ev.Event) -> None:
        conversation = self._calls.get(call_id)
        if conversation is not None:
            conversation.tell(event)

    def _page_said(self, call_id: str, leg: int, said: Said, sdp: str) -> None:
        conversation = self._calls.get(call_id)
        if conversation is not None:
            conversation.page_said(leg, said, sdp)
        elif said == "left":
            self._survivors.end(call_id)

    def _register(self, registration: Registration) -> None:
        self._names.find(registration.trunk.host, self._know)
        self._registrar.register(registration)

    def next_hop(self, destination: Destination, found: Callable[[Address | None], None]) -> None:
        """Where the INVITE goes: the trunk, or the phone the request-URI names."""
        trunk = destination.trunk
        host, port = (trunk.host, trunk.port) if trunk else _host_and_port(destination.uri)

        def resolved(address: str | None) -> None:
            if address is not None and trunk is not None:
                self.transactions.peers.add(address)
            found((address, port or SIP_PORT) if address is not None else None)

        self._names.find(host, resolved)

    def finished(self, call_id: str) -> None:
        """A call came to its end."""
        self._calls.pop(call_id, None)
        self.idle_if_done()

    def idle_if_done(self) -> None:
        if self._stopping.is_set() and self.active() == 0:
            self._idle.set()

    # media thread, or on behalf of it

    def _digit(self, media_id: str, tag: str, digit: str) -> None:
        self.loop.call_soon(self._press, media_id, tag, digit)

    def _press(self, media_id: str, tag: str, digit: str) -> None:
        conversation = self._calls.get(media_id[:32])
        if conversation is not None and tag in set(Role):
            leg = machine.leg_in(conversation.state, media_id, Role(tag))
            conversation.tell(ev.DigitPressed(leg, digit))

    def _media_lost(self) -> None:
        self.loop.call_soon(self._tell_all, ev.MediaGone("the media server does not answer"))

    def _media_back(self) -> None:
        log.info("the media server answers")

    def _tell_all(self, event: ev.Event) -> None:
        for conversation in list(self._calls.values()):
            conversation.tell(event)

    # leaving

    def _drain(self) -> None:
        self._stopping.set()
        self._arrivals.close()
        self.idle_if_done()

    def _leave(self, until: float) -> None:
        """Hang up what is left, take the registrations back, and go when the peers have confirmed or time is up."""
        for call_id in list(self._calls):
            self._hang_up(call_id, "the engine is stopping")
        self._registrar.close()
        if self.transactions.tclient and time.monotonic() < until:
            self.loop.later(0.02, self._leave, until)
        else:
            self.loop.stop()


def _host_and_port(uri: str) -> Address:
    """`sip:user@host:port;…` → (host, port), port 0 when there is none."""
    bare = uri.split(":", 1)[-1].split(";")[0].split("?")[0].rsplit("@", 1)[-1]
    host, _, port = bare.partition(":")
    return host, int(port) if port.isdigit() else 0
