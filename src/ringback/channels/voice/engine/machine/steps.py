"""What several states do alike: claim and dial a leg, note its end, end the call."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import (
    ClaimLeg,
    DeleteMedia,
    Dial,
    Drop,
    Effect,
    MediaOffer,
    Record,
    StartTimer,
    StopTimer,
)
from ringback.channels.voice.engine.events import (
    AgentsFound,
    Answered,
    Event,
    LegEvent,
    MediaStep,
    Redirected,
    Reoffered,
    Timer,
    TimerFired,
)
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine.states import (
    Call,
    Ended,
    Leg,
    Moment,
    Seat,
    Stage,
    State,
    legs_of,
)
from ringback.channels.voice.engine.plan import Destination

Effects = tuple[Effect, ...]
Result = tuple[State, Effects]
Handler = Callable[[Any, Any, Moment], Result]
Table = dict[type[Event], Handler]

CLAIM_SECONDS = 10.0
MOST_HOPS = 3
NEEDS_MEDIA = "a browser cannot be reached without the media server"
# What a phone or a trunk always understands; rtpengine converts from it when a side speaks something else.
TRANSCODE = ("PCMA", "PCMU")


def note(call: Call, moment: Moment, kind: type[facts.Fact], *values: object) -> Record:
    """The effect that tells the house a fact of this call."""
    return Record(kind(call.plan.call_id, moment.at, *values))


def ended(call: Call, moment: Moment, leg: Leg, cause: LegCause, code: int | None = None, reason: str = "") -> Record:
    return note(call, moment, facts.LegEnded, leg.number, cause, code, reason)


def is_down(leg: Leg) -> bool:
    """No INVITE has left for it yet, so there is nothing to hang up."""
    return leg.stage in (Stage.claiming, Stage.claimed)


def let_go(call: Call, moment: Moment, leg: Leg, cause: LegCause, reason: str = "") -> Effects:
    """Hang the leg up, or forget it when it was not dialled, and say so."""
    drop: Effects = () if is_down(leg) else (Drop(leg.number),)
    return (*drop, ended(call, moment, leg, cause, None, reason))


def claim(
    call: Call, role: Role, agent_id: int | None, destination: Destination, ring_seconds: float, hops: int = 0
) -> tuple[Call, Leg, Effects]:
    """A new leg, and the effects that ask the house for it."""
    number = call.legs + 1
    sip_call_id = f"{call.plan.call_id}-{number}@{call.host}"
    leg = Leg(number, role, agent_id, destination, sip_call_id, ring_seconds, hops)
    asked = ClaimLeg(number, role, agent_id, destination, sip_call_id)
    return replace(call, legs=number), leg, (asked, StartTimer(Timer.claim, CLAIM_SECONDS, number))


def claim_redirected(call: Call, moment: Moment, leg: Leg, event: Redirected) -> tuple[Call, Leg, Effects] | None:
    """A new leg at the address a 3xx named, claimed like any other; None after too many hops."""
    if leg.hops >= MOST_HOPS:
        return None
    target = replace(leg.destination, uri=event.uri)
    call, fresh, effects = claim(call, leg.role, leg.agent_id, target, leg.ring_seconds, leg.hops + 1)
    over = ended(call, moment, leg, LegCause.redirected, event.code, event.uri)
    return call, fresh, (StopTimer(Timer.ring, leg.number), over, *effects)


def dial(call: Call, moment: Moment, leg: Leg, sdp: str) -> tuple[Leg, Effects]:
    """Send the INVITE of a leg that was claimed."""
    address = leg.destination.uri
    dialled = note(call, moment, facts.LegDialled, leg.number, leg.role, leg.agent_id, address, leg.sip_call_id)
    sent = Dial(leg.number, leg.role, leg.destination, leg.sip_call_id, sdp)
    return replace(leg, stage=Stage.dialled, shown=sdp), (
        dialled,
        sent,
        StartTimer(Timer.ring, leg.ring_seconds, leg.number),
    )


def reserve(call: Call, *, browser: bool) -> tuple[Call, Seat, Effects]:
    """Reserve the media server's ports for an agent; the result is what their phone, or browser, is shown."""
    number = call.seats + 1
    media_id = call.plan.call_id if number == 1 else f"{call.plan.call_id}-{number}"
    call = replace(call, seats=number)
    if not call.media:
        return call, Seat(media_id, call.placeholder, browser), ()
    offered = MediaOffer(media_id, MediaStep.agent_offer, Role.visitor, call.placeholder, to_browser=browser)
    return call, Seat(media_id, browser=browser), (offered,)


def media_lost(call: Call, moment: Moment, why: str) -> tuple[Call, Effects]:
    """From now on this call goes without the media server."""
    if not call.media:
        return call, ()
    return replace(call, media=False), (note(call, moment, facts.MediaLost, why),)


def finish(
    call: Call,
    moment: Moment,
    outcome: CallOutcome,
    still_up: Iterable[tuple[Leg, LegCause]] = (),
    before: Effects = (),
    talk_seconds: float = 0.0,
    reason: str = "",
    seats: Iterable[Seat] | None = None,
) -> Result:
    """End the call: hang up what is up, free the media (all `seats`), and report the end as the last thing."""
    effects = list(before)
    for leg, cause in still_up:
        effects.extend(let_go(call, moment, leg, cause, reason))
    if call.media:
        names = [call.media_id] if seats is None else [seat.media_id for seat in seats]
        held = [call.held] if call.held and call.held not in names else []
        effects.extend(DeleteMedia(media_id) for media_id in [*names, *held])
    effects.append(note(call, moment, facts.CallEnded, outcome, round(talk_seconds, 3)))
    return Ended(call, outcome), tuple(effects)


def ignore(state: State, event: Event, moment: Moment) -> Result:
    """Nothing changes: late news about something already settled, or news of no consequence here."""
    return state, ()


def stray(state: State, event: LegEvent | TimerFired, moment: Moment) -> Result:
    """News of a leg this state does not have. One that is up must not stay up; the rest is late and settled."""
    known = any(leg.number == event.leg for leg in legs_of(state))
    if not known and isinstance(event, Answered | Reoffered):
        return state, (Drop(event.leg),)
    return state, ()


def too_late(state: State, event: AgentsFound, moment: Moment) -> Result:
    """Nobody waits any more: the legs that were written down are given back undialled."""
    numbers = range(event.first, event.first + len(event.waves[0]) if event.waves else event.first)
    reason = "nobody waits any more"
    why = LegCause.cancelled
    return state, tuple(note(state.call, moment, facts.LegEnded, number, why, None, reason) for number in numbers)


def of_leg(attribute: str, handler: Handler) -> Handler:
    """`handler` for the news of the leg `state.<attribute>`; other legs' news is stray."""

    def handle(state: Any, event: Any, moment: Moment) -> Result:
        if getattr(state, attribute).number != event.leg:
            return stray(state, event, moment)
        return handler(state, event, moment)

    return handle


def of_either(**handlers: Handler) -> Handler:
    """Choose by whose leg the news is of: `of_either(agent=…, visitor=…)`."""

    def handle(state: Any, event: Any, moment: Moment) -> Result:
        for attribute, handler in handlers.items():
            if getattr(state, attribute).number == event.leg:
                return handler(state, event, moment)
        return stray(state, event, moment)

    return handle


def by_step(handlers: dict[MediaStep, Handler]) -> Handler:
    """Choose by what the media server was asked; answers about an earlier round are of no consequence."""

    def handle(state: Any, event: Any, moment: Moment) -> Result:
        if event.media_id != state.call.media_id or not state.call.media:
            return state, ()
        return handlers.get(event.step, ignore)(state, event, moment)

    return handle


def by_timer(handlers: dict[Timer, Handler]) -> Handler:
    """Choose by which limit ran out; those of a leg are looked at by `of_leg`."""

    def handle(state: Any, event: Any, moment: Moment) -> Result:
        return handlers.get(event.timer, ignore)(state, event, moment)

    return handle
