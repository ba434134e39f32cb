"""Hunting: agents are claimed and rung one after the other until one answers."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import Effect, StartTimer, StopTimer
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.machine import causes, whispering
from ringback.channels.voice.engine.machine.agents import next_agent
from ringback.channels.voice.engine.machine.states import Hunting, Moment, New, Stage
from ringback.channels.voice.engine.machine.steps import (
    Effects,
    Result,
    Table,
    by_step,
    by_timer,
    claim_redirected,
    dial,
    ended,
    finish,
    ignore,
    let_go,
    media_lost,
    note,
    of_leg,
    offer_to_agent,
)


def start(state: New, event: ev.Placed, moment: Moment) -> Result:
    """Reserve media and claim the first agent at the same time: the INVITE follows the slower of the two."""
    call = state.call
    before: list[Effect] = [note(call, moment, facts.CallStarted), *offer_to_agent(call)]
    before.append(StartTimer(Timer.hunt, call.plan.max_hunt_seconds))
    return next_agent(call, moment, 0, tuple(before), "" if call.media else call.placeholder)


def _go_on(state: Hunting, moment: Moment, over: Effects) -> Result:
    stop = (StopTimer(Timer.ring), StopTimer(Timer.claim))
    return next_agent(state.call, moment, state.next_agent, (*stop, *over), state.offer)


def _dial_when_ready(state: Hunting, moment: Moment, before: Effects) -> Result:
    if state.leg.stage is not Stage.claimed or not state.offer:
        return state, before
    leg, sent = dial(state.call, moment, state.leg, state.offer)
    return replace(state, leg=leg), (*before, *sent)


def _claimed(state: Hunting, event: ev.Claimed, moment: Moment) -> Result:
    if state.leg.stage is not Stage.claiming:
        return state, ()
    state = replace(state, leg=state.leg.now(Stage.claimed))
    return _dial_when_ready(state, moment, (StopTimer(Timer.claim),))


def _denied(state: Hunting, event: ev.Denied, moment: Moment) -> Result:
    if state.leg.stage is not Stage.claiming:
        return state, ()
    return _go_on(state, moment, (ended(state.call, moment, state.leg, LegCause.denied, None, event.reason),))


def _claim_unanswered(state: Hunting, event: ev.TimerFired, moment: Moment) -> Result:
    return _denied(state, ev.Denied(state.leg.number, "the claim was not answered"), moment)


def _offered(state: Hunting, event: ev.MediaDone, moment: Moment) -> Result:
    return _dial_when_ready(replace(state, offer=event.text), moment, ())


def _media_failed(state: Hunting, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    state = replace(state, call=call, offer=state.offer or call.placeholder)
    return _dial_when_ready(state, moment, lost)


def _rang(state: Hunting, event: ev.Rang, moment: Moment) -> Result:
    if state.leg.stage is not Stage.dialled:
        return state, ()
    leg = state.leg.now(Stage.ringing)
    return replace(state, leg=leg), (note(state.call, moment, facts.LegRinging, leg.number),)


def _early(state: Hunting, event: ev.EarlyMediaCame, moment: Moment) -> Result:
    return state, (note(state.call, moment, facts.LegEarlyMedia, event.leg),)


def _answered(state: Hunting, event: ev.Answered, moment: Moment) -> Result:
    call, leg = state.call, state.leg
    if leg.stage not in (Stage.dialled, Stage.ringing):
        return state, ()
    told = (StopTimer(Timer.ring), note(call, moment, facts.LegAnswered, leg.number))
    if not event.sdp:
        over = let_go(call, moment, leg.now(Stage.up), LegCause.failed, "answered without a session description")
        return _go_on(state, moment, (*told, *over))
    up = replace(leg, stage=Stage.up, sdp=event.sdp)
    return whispering.enter(call, moment, up, state.next_agent, told)


def _refused(state: Hunting, event: ev.Refused, moment: Moment) -> Result:
    cause = causes.of_response(event)
    return _go_on(state, moment, (ended(state.call, moment, state.leg, cause, event.code or None, event.reason),))


def _redirected(state: Hunting, event: ev.Redirected, moment: Moment) -> Result:
    redirected = claim_redirected(state.call, moment, state.leg, event)
    if redirected is None:
        return _refused(state, ev.Refused(event.leg, event.code, "redirected too often"), moment)
    call, leg, effects = redirected
    return replace(state, call=call, leg=leg), effects


def _left(state: Hunting, event: ev.HungUp, moment: Moment) -> Result:
    return _go_on(state, moment, (ended(state.call, moment, state.leg, LegCause.failed),))


def _ring_over(state: Hunting, event: ev.TimerFired, moment: Moment) -> Result:
    return _go_on(state, moment, let_go(state.call, moment, state.leg, LegCause.no_answer))


def _hunt_over(state: Hunting, event: ev.TimerFired, moment: Moment) -> Result:
    return finish(state.call, moment, CallOutcome.nobody_answered, [(state.leg, LegCause.no_answer)])


def _hang_up(state: Hunting, event: ev.HangUpAsked, moment: Moment) -> Result:
    up = [(state.leg, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.cancelled, up, reason=event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: of_leg("leg", _claimed),
    ev.Denied: of_leg("leg", _denied),
    ev.Rang: of_leg("leg", _rang),
    ev.EarlyMediaCame: of_leg("leg", _early),
    ev.Answered: of_leg("leg", _answered),
    ev.Refused: of_leg("leg", _refused),
    ev.Redirected: of_leg("leg", _redirected),
    ev.HungUp: of_leg("leg", _left),
    ev.Reoffered: of_leg("leg", ignore),
    ev.Reanswered: of_leg("leg", ignore),
    ev.ReofferRefused: of_leg("leg", ignore),
    ev.MediaDone: by_step({MediaStep.agent_offer: _offered}),
    ev.MediaFailed: by_step({MediaStep.agent_offer: _media_failed}),
    ev.MediaGone: _media_failed,
    ev.SoundCounted: ignore,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer({Timer.claim: _claim_unanswered, Timer.ring: _ring_over, Timer.hunt: _hunt_over}),
    ev.HangUpAsked: _hang_up,
}
