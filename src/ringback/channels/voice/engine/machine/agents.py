"""Who is tried: rings the next wave of agents, goes on without one, and leaves the call to whoever takes it."""

from collections.abc import Iterable
from dataclasses import replace

from ringback.channels.voice.engine.effects import DeleteMedia, Effect, StopTimer
from ringback.channels.voice.engine.events import Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import dialling, holding, ringing
from ringback.channels.voice.engine.machine.states import Call, Hunting, Moment, Seat, Stage, Step, Try
from ringback.channels.voice.engine.machine.steps import Effects, Result, claim, finish, let_go, reserve

# The one limit that a phone runs under, by how far it has come.
_BEFORE_THE_ANSWER = {Stage.claiming: Timer.claim, Stage.dialled: Timer.ring, Stage.ringing: Timer.ring}
_AFTER_IT = {Step.playing: Timer.whisper, Step.awaiting_digit: Timer.accept}


def ring(state: Hunting, moment: Moment, before: Effects) -> Result:
    """Nobody is tried any more: claim the agents of the next wave, or end the call when there is none left."""
    call, spare, waves = state.call, list(state.spare), [wave for wave in state.waves if wave]
    if not waves or call.hunt_over:
        return _nobody(call, moment, before, spare)
    effects, tries = list(before), []
    for agent in waves[0]:
        offered: Effects = ()
        in_browser = agent.destination.in_browser
        seat = next((one for one in spare if one.browser == in_browser), None)
        if seat is not None:
            spare.remove(seat)
        else:
            call, seat, offered = reserve(call, browser=in_browser)
        call, leg, asked = claim(call, Role.agent, agent.agent_id, agent.destination, agent.ring_seconds)
        effects += [*offered, *asked]
        tries.append(Try(leg, seat))
    return Hunting(call, tuple(tries), tuple(waves[1:]), tuple(spare)), tuple(effects)


def without(state: Hunting, one: Try, moment: Moment, over: Effects) -> Result:
    """Go on without an agent who is not to be had."""
    state, freed = _leave(state, one)
    effects = (*_stop(one), *over, *freed)
    return (state, effects) if state.tries else ring(state, moment, effects)


def only(state: Hunting, one: Try, moment: Moment) -> tuple[Hunting, Effects]:
    """Let nobody else's phone ring. Should `one` not take the call after all, the others come first again."""
    effects: list[Effect] = []
    others = [other for other in state.tries if other.leg.number != one.leg.number]
    if not others:
        return state, ()
    for other in others:
        state, freed = _leave(state, other)
        effects += [*_stop(other), *let_go(state.call, moment, other.leg, LegCause.cancelled), *freed]
    again = {other.leg.agent_id for other in others}
    wave = tuple(agent for agent in state.call.plan.agents if agent.agent_id in again)
    return replace(state, waves=(wave, *state.waves)), tuple(effects)


def accept(state: Hunting, one: Try, moment: Moment, before: Effects) -> Result:
    """An agent takes the call: nobody else has it, and the visitor is dialled."""
    state, let = only(state, one, moment)
    call, media_id = state.call, one.seat.media_id
    if media_id != call.media_id:
        call = replace(call, media_id=media_id)
    freed: Effects = tuple(DeleteMedia(seat.media_id) for seat in state.spare) if call.media else ()
    done = (*before, *_stop(one), *let, *freed)
    if call.caller is not None:
        return ringing.enter(call, call.caller, moment, one.leg, done)
    return dialling.enter(call, moment, one.leg, done)


def over(state: Hunting, moment: Moment) -> Result:
    """Nobody took the call in time: it ends for all that are tried."""
    effects: list[Effect] = []
    for one in state.tries:
        effects += let_go(state.call, moment, one.leg, LegCause.no_answer)
    return _nobody(state.call, moment, tuple(effects), [*(one.seat for one in state.tries), *state.spare])


def _nobody(call: Call, moment: Moment, before: Effects, seats: Iterable[Seat]) -> Result:
    """A call of ours ends; who waits on the line waits on, and who called us may leave a message."""
    if call.caller is None:
        return finish(call, moment, CallOutcome.nobody_answered, before=before, seats=seats)
    freed: Effects = tuple(DeleteMedia(seat.media_id) for seat in seats) if call.media else ()
    if holding.is_possible(call):
        return holding.again(call, call.caller, moment, (*before, *freed, StopTimer(Timer.hunt)))
    return holding.give_up(call, call.caller, moment, (*before, *freed))


def end(state: Hunting, moment: Moment, outcome: CallOutcome, cause: LegCause, reason: str = "") -> Result:
    """End the call with all that are tried."""
    caller = state.call.caller
    up = [(caller, cause)] if caller is not None else []
    up += [(one.leg, cause) for one in state.tries]
    seats = [*(one.seat for one in state.tries), *state.spare]
    return finish(state.call, moment, outcome, up, reason=reason, seats=seats)


def changed(state: Hunting, one: Try, call: Call | None = None) -> Hunting:
    """The state with this try, by its seat, as it is now."""
    tries = tuple(one if other.seat.media_id == one.seat.media_id else other for other in state.tries)
    return Hunting(call or state.call, tries, state.waves, state.spare)


def _leave(state: Hunting, one: Try) -> tuple[Hunting, Effects]:
    tries = tuple(other for other in state.tries if other.leg.number != one.leg.number)
    if one.step is Step.calling or not state.call.media:
        return replace(state, tries=tries, spare=(*state.spare, one.seat)), ()
    return replace(state, tries=tries), (DeleteMedia(one.seat.media_id),)


def _stop(one: Try) -> Effects:
    timer = _BEFORE_THE_ANSWER.get(one.leg.stage) or _AFTER_IT.get(one.step)
    return (StopTimer(timer, one.leg.number),) if timer is not None else ()
