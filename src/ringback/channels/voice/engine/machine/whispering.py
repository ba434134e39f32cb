"""Whispering: what happens to an agent who answered: they hear who it is about, and take the call or leave it."""

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
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import LegCause, Role
from ringback.channels.voice.engine.machine import agents, talking
from ringback.channels.voice.engine.machine.states import Hunting, Moment, Step, Try
from ringback.channels.voice.engine.machine.steps import Effects, Result, ended, let_go


def enter(state: Hunting, one: Try, moment: Moment, before: Effects) -> Result:
    """Without a media server nothing can be whispered and no key heard: answering is accepting.

    Where no key is asked for, whoever answers first has the call: the other phones stop ringing. Where one is, they
    ring on, since a voicemail may have answered.
    """
    call = state.call
    if not call.media:
        return agents.accept(state, one, moment, before)
    state = agents.changed(state, replace(one, step=Step.answering))
    let: Effects = ()
    if accepts_by_answering(state, one):
        state, let = agents.only(state, one, moment)
    joined = MediaAnswer(one.seat.media_id, MediaStep.agent_answer, Role.visitor, Role.agent, one.leg.sdp)
    return state, (*before, *let, joined)


def accepts_by_answering(state: Hunting, one: Try) -> bool:
    """Nothing but a person answers in a browser: there is no voicemail to be told from them."""
    return state.call.plan.accept_digit is None or one.leg.in_browser


def ready(state: Hunting, one: Try, event: ev.MediaDone, moment: Moment) -> Result:
    whisper = state.call.plan.whisper_to(one.leg.agent_id)
    if whisper is None:
        return _await_digit(state, one, moment)
    played = Play(one.seat.media_id, MediaStep.whisper, Role.agent, whisper)
    return agents.changed(state, replace(one, step=Step.playing)), (played,)


def playing(state: Hunting, one: Try, event: ev.MediaDone, moment: Moment) -> Result:
    if one.step is not Step.playing:
        return state, ()
    return state, (StartTimer(Timer.whisper, event.seconds, one.leg.number),)


def played(state: Hunting, one: Try, event: ev.TimerFired | ev.MediaFailed, moment: Moment) -> Result:
    if one.step is not Step.playing:
        return state, ()
    return _await_digit(state, one, moment)


def _await_digit(state: Hunting, one: Try, moment: Moment) -> Result:
    plan = state.call.plan
    if accepts_by_answering(state, one):
        return agents.accept(state, one, moment, ())
    waits = agents.changed(state, replace(one, step=Step.awaiting_digit))
    return waits, (StartTimer(Timer.accept, plan.accept_seconds, one.leg.number),)


def digit(state: Hunting, one: Try, event: ev.DigitPressed, moment: Moment) -> Result:
    """The key counts during the whisper too: who knows it need not hear it out."""
    if event.digit != state.call.plan.accept_digit:
        return state, ()
    quiet: Effects = (StopPlaying(one.seat.media_id, Role.agent),) if one.step is Step.playing else ()
    return agents.accept(state, one, moment, quiet)


def not_accepted(state: Hunting, one: Try, event: ev.TimerFired, moment: Moment) -> Result:
    over = let_go(state.call, moment, one.leg, LegCause.not_accepted, "the key was not pressed")
    return agents.without(state, one, moment, over)


def left(state: Hunting, one: Try, event: ev.HungUp, moment: Moment) -> Result:
    """An agent who hangs up on the whisper leaves the visitor to the others."""
    return agents.without(state, one, moment, (ended(state.call, moment, one.leg, LegCause.not_accepted),))


def reoffered(state: Hunting, one: Try, event: ev.Reoffered, moment: Moment) -> Result:
    leg, told = talking.note_held(state.call, moment, one.leg, event.sdp)
    asked = Renegotiate(one.seat.media_id, leg.number, Role.agent, event.sdp, state.call.placeholder)
    return agents.changed(state, replace(one, leg=leg)), (*told, asked)


def renegotiated(state: Hunting, one: Try, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (AcceptReoffer(one.leg.number, event.text),)


def renegotiation_failed(state: Hunting, one: Try, event: ev.MediaFailed, moment: Moment) -> Result:
    return state, (AcceptReoffer(one.leg.number, sdp.answering(one.leg.sdp, one.leg.shown)),)
