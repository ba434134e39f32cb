"""Waiting: the visitor is on the line and hears music, and from time to time their place, until somebody is free."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import Answer, MediaAnswer, Play, StartTimer, StopPlaying, StopTimer
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import agents, holding
from ringback.channels.voice.engine.machine.states import Call, Hunting, Moment, Stage, Waiting
from ringback.channels.voice.engine.machine.steps import (
    Effects,
    Result,
    Table,
    by_step,
    by_timer,
    ended,
    finish,
    ignore,
    media_lost,
    note,
    of_leg,
    stray,
)

ROUNDS = 500


def _offered(state: Waiting, event: ev.MediaDone, moment: Moment) -> Result:
    """A placeholder answers in the name of the agent who is still to be found."""
    call = state.call
    return state, (MediaAnswer(call.held, MediaStep.wait_answer, Role.visitor, Role.agent, call.placeholder),)


def _ready(state: Waiting, event: ev.MediaDone, moment: Moment) -> Result:
    call, visitor = state.call, state.visitor
    if visitor.stage is Stage.up:
        return state, _music(call)
    visitor = replace(visitor, stage=Stage.up, shown=event.text)
    told = note(call, moment, facts.LegAnswered, visitor.number)
    return replace(state, visitor=visitor), (Answer(visitor.number, event.text), told, *_music(call))


def _music(call: Call) -> Effects:
    assert call.plan.waiting is not None
    music = call.plan.waiting.music
    return (Play(call.held, MediaStep.music, Role.visitor, music, ROUNDS),) if music is not None else ()


def _not_held(state: Waiting, event: ev.MediaFailed, moment: Moment) -> Result:
    """Who is up waits on in silence, who is not hears it ring."""
    call, freed = holding.not_answered(state.call, state.visitor)
    return replace(state, call=call), freed


def _media_lost(state: Waiting, event: ev.MediaGone | ev.MediaFailed, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    return replace(state, call=call), lost


def _tell(state: Waiting, event: ev.TellAsked, moment: Moment) -> Result:
    call = state.call
    if not call.media or not call.held or state.visitor.stage is not Stage.up:
        return state, ()
    quiet = StopPlaying(call.held, Role.visitor)
    return state, (quiet, StopTimer(Timer.music), Play(call.held, MediaStep.told, Role.visitor, event.path))


def _telling(state: Waiting, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (StartTimer(Timer.music, event.seconds),)


def _told(state: Waiting, event: ev.TimerFired | ev.MediaFailed, moment: Moment) -> Result:
    return state, _music(state.call) if state.call.media else ()


def _found(state: Waiting, event: ev.AgentsFound, moment: Moment) -> Result:
    """Ring them; whoever has not been answered yet is not answered now, since somebody may do so at once."""
    call, freed = holding.not_answered(state.call, state.visitor)
    plan = replace(call.plan, waves=event.waves)
    legs = max(call.legs, event.first - 1)
    call = replace(call, plan=plan, caller=state.visitor, legs=legs, hunt_over=False)
    limit = StartTimer(Timer.hunt, plan.max_hunt_seconds)
    return agents.ring(Hunting(call, (), event.waves), moment, (*freed, limit))


def _left(state: Waiting, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.visitor, LegCause.cancelled)
    return finish(state.call, moment, CallOutcome.caller_left, before=(over,))


def _over(state: Waiting, event: ev.TimerFired, moment: Moment) -> Result:
    return holding.give_up(state.call, state.visitor, moment, ())


def _reoffered(state: Waiting, event: ev.Reoffered, moment: Moment) -> Result:
    """Hold, or a refresh of the carrier's: nothing changes for who hears music."""
    visitor, accepted = holding.accept_alone(state.visitor, event.sdp)
    return replace(state, visitor=visitor), (accepted,)


def _hang_up(state: Waiting, event: ev.HangUpAsked, moment: Moment) -> Result:
    up = [(state.visitor, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.cancelled, up, reason=event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: stray,
    ev.Denied: stray,
    ev.Rang: stray,
    ev.EarlyMediaCame: stray,
    ev.Answered: stray,
    ev.Refused: stray,
    ev.Redirected: stray,
    ev.HungUp: of_leg("visitor", _left),
    ev.Reoffered: of_leg("visitor", _reoffered),
    ev.Reanswered: stray,
    ev.ReofferRefused: stray,
    ev.MediaDone: by_step({MediaStep.wait_offer: _offered, MediaStep.wait_answer: _ready, MediaStep.told: _telling}),
    ev.MediaFailed: by_step({MediaStep.wait_offer: _not_held, MediaStep.wait_answer: _not_held, MediaStep.told: _told}),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: ignore,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer({Timer.wait: _over, Timer.music: _told}),
    ev.AgentsFound: _found,
    ev.CallerCame: ignore,
    ev.TellAsked: _tell,
    ev.HangUpAsked: _hang_up,
}
