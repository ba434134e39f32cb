"""Whispering: an agent answered, hears who it is about, and takes the call or leaves it."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import sdp
from ringback.channels.voice.engine.effects import (
    AcceptReoffer,
    MediaAnswer,
    Play,
    Renegotiate,
    StartTimer,
    StopPlaying,
    StopTimer,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import agents, dialling, talking
from ringback.channels.voice.engine.machine.states import Call, Leg, Moment, Step, Whispering
from ringback.channels.voice.engine.machine.steps import (
    Effects,
    Result,
    Table,
    by_step,
    by_timer,
    ended,
    finish,
    ignore,
    let_go,
    media_lost,
    of_leg,
    stray,
)


def enter(call: Call, moment: Moment, agent: Leg, next_agent: int, before: Effects) -> Result:
    """Without a media server nothing can be whispered and no key heard: answering is accepting."""
    if not call.media:
        return dialling.enter(call, moment, agent, before)
    joined = MediaAnswer(call.media_id, MediaStep.agent_answer, Role.visitor, Role.agent, agent.sdp)
    return Whispering(call, agent, next_agent), (*before, joined)


def _ready(state: Whispering, event: ev.MediaDone, moment: Moment) -> Result:
    whisper = state.call.plan.whisper_to(state.agent.agent_id)
    if whisper is None:
        return _await_digit(state, moment)
    played = Play(state.call.media_id, MediaStep.whisper, Role.agent, whisper)
    return replace(state, step=Step.playing), (played,)


def _playing(state: Whispering, event: ev.MediaDone, moment: Moment) -> Result:
    if state.step is not Step.playing:
        return state, ()
    return state, (StartTimer(Timer.whisper, event.seconds),)


def _played(state: Whispering, event: ev.TimerFired | ev.MediaFailed, moment: Moment) -> Result:
    if state.step is not Step.playing:
        return state, ()
    return _await_digit(state, moment)


def _await_digit(state: Whispering, moment: Moment) -> Result:
    plan = state.call.plan
    if plan.accept_digit is None:
        return _accept(state, moment, ())
    return replace(state, step=Step.awaiting_digit), (StartTimer(Timer.accept, plan.accept_seconds),)


def _digit(state: Whispering, event: ev.DigitPressed, moment: Moment) -> Result:
    """The key counts during the whisper too: who knows it need not hear it out."""
    if event.role is not Role.agent or event.digit != state.call.plan.accept_digit:
        return state, ()
    quiet: Effects = (StopPlaying(state.call.media_id, Role.agent),) if state.step is Step.playing else ()
    return _accept(state, moment, quiet)


def _accept(state: Whispering, moment: Moment, before: Effects) -> Result:
    stop = (StopTimer(Timer.whisper), StopTimer(Timer.accept))
    return dialling.enter(state.call, moment, state.agent, (*before, *stop))


def _go_on(state: Whispering, moment: Moment, over: Effects) -> Result:
    stop = (StopTimer(Timer.whisper), StopTimer(Timer.accept))
    return agents.again(state.call, moment, state.next_agent, (*stop, *over))


def _not_accepted(state: Whispering, event: ev.TimerFired, moment: Moment) -> Result:
    over = let_go(state.call, moment, state.agent, LegCause.not_accepted, "the key was not pressed")
    return _go_on(state, moment, over)


def _left(state: Whispering, event: ev.HungUp, moment: Moment) -> Result:
    """An agent who hangs up on the whisper leaves the visitor to the next."""
    return _go_on(state, moment, (ended(state.call, moment, state.agent, LegCause.not_accepted),))


def _hunt_over(state: Whispering, event: ev.TimerFired, moment: Moment) -> Result:
    """Whoever has answered may still accept; but nobody else is rung."""
    return replace(state, call=replace(state.call, hunt_over=True)), ()


def _media_lost(state: Whispering, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    if not lost:
        return state, ()
    return _accept(replace(state, call=call), moment, lost)


def _reoffered(state: Whispering, event: ev.Reoffered, moment: Moment) -> Result:
    agent, told = talking.note_held(state.call, moment, state.agent, event.sdp)
    call = state.call
    asked = Renegotiate(call.media_id, agent.number, Role.agent, event.sdp, call.placeholder)
    return replace(state, agent=agent), (*told, asked)


def _renegotiated(state: Whispering, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (AcceptReoffer(state.agent.number, event.text),)


def _renegotiation_failed(state: Whispering, event: ev.MediaFailed, moment: Moment) -> Result:
    agent = state.agent
    return state, (AcceptReoffer(agent.number, sdp.answering(agent.sdp, agent.shown)),)


def _hang_up(state: Whispering, event: ev.HangUpAsked, moment: Moment) -> Result:
    up = [(state.agent, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.cancelled, up, reason=event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: stray,
    ev.Denied: stray,
    ev.Rang: stray,
    ev.EarlyMediaCame: stray,
    ev.Answered: stray,
    ev.Refused: of_leg("agent", ignore),
    ev.Redirected: of_leg("agent", ignore),
    ev.HungUp: of_leg("agent", _left),
    ev.Reoffered: of_leg("agent", _reoffered),
    ev.Reanswered: stray,
    ev.ReofferRefused: stray,
    ev.MediaDone: by_step(
        {
            MediaStep.agent_answer: _ready,
            MediaStep.whisper: _playing,
            MediaStep.renegotiation: _renegotiated,
        }
    ),
    ev.MediaFailed: by_step(
        {
            MediaStep.agent_answer: _media_lost,
            MediaStep.whisper: _played,
            MediaStep.renegotiation: _renegotiation_failed,
        }
    ),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: ignore,
    ev.DigitPressed: _digit,
    ev.TimerFired: by_timer({Timer.whisper: _played, Timer.accept: _not_accepted, Timer.hunt: _hunt_over}),
    ev.HangUpAsked: _hang_up,
}
