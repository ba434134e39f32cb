"""A world without a network around the call machine: it keeps the books and finds what breaks the promises."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts, machine
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.engine.plan import AgentTarget, Caller, CallPlan, Destination, Trunk

CALL_ID = "0123456789abcdef0123456789abcdef"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TRUNK = Trunk("main", "trunk.example", 5060)
AGENT_SDP = "v=0\r\no=a 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
VISITOR_SDP = AGENT_SDP.replace("10.0.0.1", "10.0.0.2").replace("4000", "5000")
BRIDGE_SDP = AGENT_SDP.replace("10.0.0.1", "10.0.0.9").replace("4000", "9000")
PAGE = Destination("browser:somebody", None, "")
PLACEHOLDER = AGENT_SDP.replace("10.0.0.1", "10.0.0.8").replace("4000", "9")


def plan(
    agents: int = 2,
    trunk: Trunk | None = None,
    *,
    together: int = 1,
    browsers: Collection[int] = (),
    **changes: object,
) -> CallPlan:
    """A plan with that many agents, ten seconds each, so many of them rung `together`.

    `browsers`: the agents who take calls in a page, and 0 for the visitor.
    """
    targets = tuple(
        AgentTarget(
            number, PAGE if number in browsers else Destination(f"sip:agent{number}@10.0.0.1", None, "+493012345"), 10
        )
        for number in range(1, agents + 1)
    )
    visitor = PAGE if 0 in browsers else Destination("sip:+493098765@trunk.example", trunk, "+493012345")
    waves = tuple(targets[at : at + together] for at in range(0, agents, together))
    return CallPlan(CALL_ID, waves, visitor, **changes)  # type: ignore[arg-type]


@dataclass
class World:
    """Applies events to a call and its effects to the books."""

    plan: CallPlan
    media: bool = True
    state: machine.State = field(init=False)
    told: list[facts.Fact] = field(default_factory=list)
    effects: list[ef.Effect] = field(default_factory=list)
    claims: set[int] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)
    dialled: set[int] = field(default_factory=set)
    calling: set[int] = field(default_factory=set)
    up: set[int] = field(default_factory=set)
    visitors: set[int] = field(default_factory=set)
    timers: dict[tuple[Timer, int], float] = field(default_factory=dict)
    media_asked: list[tuple[str, MediaStep, int]] = field(default_factory=list)
    reoffered: set[int] = field(default_factory=set)
    returned: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    counting: str = ""
    ringing: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.state = machine.begin(self.plan, media=self.media, placeholder=PLACEHOLDER, host="10.0.0.8")

    @property
    def ended(self) -> bool:
        return isinstance(self.state, machine.Ended)

    def tell(self, *events: ev.Event) -> "World":
        """Give the machine these events, one after the other."""
        for event in events:
            self._tell(event)
        return self

    def _tell(self, event: ev.Event) -> None:
        self.seconds += self.timers.get((event.timer, event.leg), 0.5) if isinstance(event, ev.TimerFired) else 0.5
        was_over = self.ended
        moment = machine.Moment(START + timedelta(seconds=self.seconds), self.seconds)
        self._before(event)
        self.state, effects = machine.transition(self.state, event, moment)
        assert not (was_over and effects), f"{event} after the end had effects: {effects}"
        for effect in effects:
            self._apply(effect)
        self.effects.extend(effects)

    def _before(self, event: ev.Event) -> None:
        """What an event means for the phones, whatever the machine makes of it."""
        if isinstance(event, ev.Claimed | ev.Denied):
            self.claims.discard(event.leg)
            if isinstance(event, ev.Claimed):
                self.claimed.add(event.leg)
        elif isinstance(event, ev.Answered) and event.leg in self.calling:
            self.calling.discard(event.leg)
            self.up.add(event.leg)
        elif isinstance(event, ev.Refused | ev.Redirected):
            self.calling.discard(event.leg)
        elif isinstance(event, ev.HungUp):
            self.calling.discard(event.leg)
            self.up.discard(event.leg)
            self._gone(event.leg)
        elif isinstance(event, ev.Reanswered | ev.ReofferRefused):
            self.reoffered.discard(event.leg)
        elif isinstance(event, ev.SoundCounted):
            self.counting = ""
        elif isinstance(event, ev.TimerFired):
            self.timers.pop((event.timer, event.leg), None)
        elif isinstance(event, ev.CallerCame) and machine.takes_caller(self.state):
            self.joined.add(machine.callers_leg(self.state))
        elif isinstance(event, ev.AgentsFound) and not isinstance(self.state, machine.Waiting | machine.Ended):
            self.returned |= set(range(event.first, event.first + len(event.waves[0])))

    def _gone(self, leg: int) -> None:
        if leg == self.ringing:
            self.ringing = 0

    def _apply(self, effect: ef.Effect) -> None:
        assert not any(isinstance(fact, facts.CallEnded) for fact in self.told), f"{effect} after the end"
        if isinstance(effect, ef.Record):
            self.told.append(effect.fact)
        elif isinstance(effect, ef.ClaimLeg):
            self.claims.add(effect.leg)
            if effect.role is Role.visitor:
                self.visitors.add(effect.leg)
        elif isinstance(effect, ef.Dial):
            self._dialled(effect)
        elif isinstance(effect, ef.Drop):
            self.calling.discard(effect.leg)
            self.up.discard(effect.leg)
            self._gone(effect.leg)
        elif isinstance(effect, ef.Reoffer):
            assert effect.leg in self.up, "a re-INVITE to a leg that is not up"
            self.reoffered.add(effect.leg)
        elif isinstance(effect, ef.LetRing):
            assert self.plan.caller is not None or self.joined
            self.ringing = effect.leg
        elif isinstance(effect, ef.Answer):
            self._answered(effect)
        elif isinstance(effect, ef.StartTimer):
            self.timers[effect.timer, effect.leg] = effect.seconds
        elif isinstance(effect, ef.StopTimer):
            self.timers.pop((effect.timer, effect.leg), None)
        else:
            self._ask_media(effect)

    def _dialled(self, effect: ef.Dial) -> None:
        assert effect.leg in self.claimed, f"leg {effect.leg} was dialled without a claim"
        assert effect.leg not in self.dialled, f"leg {effect.leg} was dialled twice"
        self.dialled.add(effect.leg)
        assert effect.sdp, "an INVITE without a session description"
        if effect.role is Role.visitor:
            assert self.plan.visitor_first or self.said(facts.LegAccepted), "dialled before acceptance"
            assert not self.visitors & (self.calling | self.up), "two phones of the visitor at once"
        self.calling.add(effect.leg)

    def _answered(self, effect: ef.Answer) -> None:
        assert effect.leg == self.ringing, "a caller was answered twice, or had gone"
        assert effect.sdp, "an answer without a session description"
        self.ringing = 0
        self.up.add(effect.leg)

    def _ask_media(self, effect: ef.Effect) -> None:
        if isinstance(effect, ef.MediaOffer | ef.MediaAnswer | ef.Play):
            self.media_asked.append((effect.media_id, effect.step, 0))
        elif isinstance(effect, ef.Renegotiate):
            self.media_asked.append((effect.media_id, MediaStep.renegotiation, effect.leg))
        elif isinstance(effect, ef.StartRecording):
            self.media_asked.append((effect.media_id, MediaStep.recording, 0))
        elif isinstance(effect, ef.CountSound):
            self.counting = effect.media_id

    def media_done(self, seconds: float = 2.0) -> "World":
        """Let the media server do everything it was asked so far."""
        asked, self.media_asked = self.media_asked, []
        for media_id, step, leg in asked:
            self.tell(ev.MediaDone(media_id, step, BRIDGE_SDP, seconds, leg))
        return self

    def said(self, kind: type[facts.Fact]) -> list[facts.Fact]:
        return [fact for fact in self.told if isinstance(fact, kind)]

    def did(self, kind: type[ef.Effect]) -> list[ef.Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def names(self) -> list[str]:
        """The facts so far, by name."""
        return [type(fact).__name__ for fact in self.told]

    @property
    def outcome(self) -> str:
        [end] = self.said(facts.CallEnded)
        assert isinstance(end, facts.CallEnded)
        return str(end.outcome)

    def causes(self) -> dict[int, str]:
        """Why each leg ended."""
        return {fact.leg: str(fact.cause) for fact in self.told if isinstance(fact, facts.LegEnded)}

    def check_end(self) -> None:
        """The promises every ended call has to keep."""
        assert self.ended
        assert len(self.said(facts.CallEnded)) == 1
        assert isinstance(self.told[-1], facts.CallEnded)
        assert not self.up, f"legs {self.up} were left up"
        assert not self.calling, f"legs {self.calling} were left ringing"
        assert not self.ringing, "the caller was left ringing"
        over = [fact.leg for fact in self.told if isinstance(fact, facts.LegEnded)]
        assert len(over) == len(set(over)), "a leg ended twice"
        begun = {effect.leg for effect in self.effects if isinstance(effect, ef.ClaimLeg)}
        begun |= {1} if self.plan.caller is not None else set()
        begun |= self.returned | self.joined
        assert set(over) == begun, "a claimed leg has no end"
        assert len(self.said(facts.LegAccepted)) <= 1, "two agents took the call"
        if self.media:
            offered = {effect.media_id for effect in self.effects if isinstance(effect, ef.MediaOffer)}
            freed = {effect.media_id for effect in self.effects if isinstance(effect, ef.DeleteMedia)}
            assert freed == offered or self.said(facts.MediaLost), "the media server's ports were not freed"

    def possible(self) -> list[ev.Event]:
        """What could come next from phones, house, media server and clocks; what leads the call on comes first."""
        return [*self._on(), *self._off()]

    def _on(self) -> Iterator[ev.Event]:
        for media_id, step, leg in self.media_asked:
            yield ev.MediaDone(media_id, step, BRIDGE_SDP, 1.0, leg)
        yield from (ev.Claimed(leg) for leg in sorted(self.claims))
        yield from (ev.Answered(leg, self._described(leg)) for leg in sorted(self.calling))
        yield from (ev.Reanswered(leg, VISITOR_SDP) for leg in sorted(self.reoffered & self.up))
        if isinstance(self.state, machine.Waiting):
            yield self.found()
        led_on = (Timer.whisper, Timer.rejoin)
        yield from (ev.TimerFired(timer, leg) for timer, leg in sorted(self.timers) if timer in led_on)

    def found(self) -> ev.AgentsFound:
        """Two agents, one after the other, with legs behind all that were asked for."""
        first = max([1, *(effect.leg for effect in self.did(ef.ClaimLeg))], default=0) + 1  # type: ignore[attr-defined]
        return ev.AgentsFound(plan(2).waves, first)

    def _off(self) -> Iterator[ev.Event]:
        yield from (ev.TimerFired(timer, leg) for timer, leg in sorted(self.timers))
        for leg in self.claims:
            yield ev.Denied(leg, "stopped")
        for leg in self.calling:
            yield from self._of_calling(leg)
        if self.ringing:
            yield ev.HungUp(self.ringing)
        for leg in self.up:
            yield from (ev.HungUp(leg), ev.Reoffered(leg, AGENT_SDP + "a=sendonly\r\n"), ev.Reoffered(leg, AGENT_SDP))
            yield ev.DigitPressed(leg, "1")
        for leg in self.reoffered & self.up:
            yield from (ev.ReofferRefused(leg, 491), ev.ReofferRefused(leg, 488))
        for media_id, step, leg in self.media_asked:
            yield ev.MediaFailed(media_id, step, "no answer", leg)
        if self.counting:
            yield from (ev.SoundCounted(self.counting, packets) for packets in (0, 1, 2))
            yield ev.MediaFailed(self.counting, MediaStep.sound, "forgotten")
        if machine.takes_caller(self.state):
            yield ev.CallerCame(Caller("theirs@carrier.example", VISITOR_SDP))
        yield from (ev.MediaGone("dead"), ev.HangUpAsked("enough"))

    def _described(self, leg: int) -> str:
        return VISITOR_SDP if leg in self.visitors else AGENT_SDP

    def _of_calling(self, leg: int) -> Iterator[ev.Event]:
        described = self._described(leg)
        yield from (ev.Rang(leg), ev.EarlyMediaCame(leg, described), ev.Answered(leg, ""))
        for code in (403, 404, 408, 480, 486, 487, 500, 503, 600, 603):
            yield ev.Refused(leg, code, "no")
        yield from (ev.Refused(leg, 408, "silent", local=True), ev.Redirected(leg, 302, "sip:other@10.0.0.7"))
