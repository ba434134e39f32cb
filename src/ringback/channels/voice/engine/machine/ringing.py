"""Ringing: somebody called us and hears it ring, or waits on the line, until one of the agents takes the call."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts, sdp
from ringback.channels.voice.engine.caller import CALLER_LEG
from ringback.channels.voice.engine.effects import (
    AcceptReoffer,
    Answer,
    DeleteMedia,
    LetRing,
    RefuseReoffer,
    Renegotiate,
    Reoffer,
    StartTimer,
    StopTimer,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import holding, joining
from ringback.channels.voice.engine.machine.states import Answering, Call, Hunting, Leg, Moment, Stage, State
from ringback.channels.voice.engine.machine.steps import (
    NEEDS_MEDIA,
    TRANSCODE,
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
    of_either,
    stray,
    too_late,
)

PENDING = 491


def caller_of(call: Call) -> Leg | None:
    """The leg of whoever called us; None in a call of ours."""
    plan = call.plan
    if plan.caller is None:
        return None
    described = sdp.plain_voice(plan.caller.sdp)
    sip_call_id = plan.caller.sip_call_id
    return Leg(CALLER_LEG, Role.visitor, None, plan.visitor, sip_call_id, 0.0, stage=Stage.ringing, sdp=described)


def begin(call: Call, moment: Moment) -> tuple[Call, Effects]:
    """Let the caller hear it ring, if somebody called us."""
    caller = caller_of(call)
    if caller is None:
        return call, ()
    call = replace(call, caller=caller, legs=caller.number)
    return call, (LetRing(caller.number), note(call, moment, facts.CallerRang, caller.number), *holding.limit(call))


def takes(state: State) -> bool:
    """Whether somebody who calls us now can be put on the line of this call, which was to be made to them."""
    return isinstance(state, Hunting) and state.call.caller is None and not state.call.plan.visitor.in_browser


def next_leg(state: State) -> int:
    """The number of the leg they would be."""
    return state.call.legs + 1


def join(state: Hunting, event: ev.CallerCame, moment: Moment) -> Result:
    """Whoever is rung rings on, and is put through to who called us; nobody dials them any more."""
    if not takes(state):
        return state, ()
    call, number = state.call, next_leg(state)
    described = sdp.plain_voice(event.caller.sdp)
    sip_call_id, stage = event.caller.sip_call_id, Stage.ringing
    caller = Leg(number, Role.visitor, None, call.plan.visitor, sip_call_id, 0.0, stage=stage, sdp=described)
    state = replace(state, call=replace(call, caller=caller, legs=number))
    joined = note(call, moment, facts.CallerJoined, number, sip_call_id)
    return state, (LetRing(number), joined, *holding.limit(call))


def enter(call: Call, caller: Leg, moment: Moment, agent: Leg, before: Effects) -> Result:
    """The agent took the call: find out what the caller's phone is to be answered, or shown where it is up.

    With a media server the caller's description is put in the placeholder's place. Without one the agent's phone is
    shown it, and its answer is the caller's.
    """
    call = replace(call, caller=None)
    accepted = (StopTimer(Timer.hunt), StopTimer(Timer.wait), note(call, moment, facts.LegAccepted, agent.number))
    return _ask(Answering(call, agent, caller), moment, (*before, *accepted))


def _ask(state: Answering, moment: Moment, before: Effects) -> Result:
    call, agent, caller = state.call, state.agent, state.visitor
    if call.media:
        web = agent.in_browser
        asked = Renegotiate(call.media_id, caller.number, Role.visitor, caller.sdp, agent.sdp, TRANSCODE, web)
        return state, (*before, asked)
    if agent.in_browser:
        return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, NEEDS_MEDIA, before)
    agent = replace(agent, shown=caller.sdp)
    return replace(state, agent=agent), (*before, Reoffer(agent.number, agent.shown))


def _answer(state: Answering, moment: Moment, described: str, before: Effects = ()) -> Result:
    """Both are up from here on, and hear each other; a phone that was up already is shown it first."""
    call = state.call
    if state.visitor.stage is Stage.up:
        return _show(replace(state, visitor=replace(state.visitor, shown=described)), before)
    visitor = replace(state.visitor, stage=Stage.up, shown=described)
    told = note(call, moment, facts.LegAnswered, visitor.number)
    return joining.enter_answered(
        call, moment, state.agent, visitor, (*before, Answer(visitor.number, described), told)
    )


def _show(state: Answering, before: Effects) -> Result:
    return state, (*before, Reoffer(state.visitor.number, state.visitor.shown))


def _shown(state: Answering, event: ev.Reanswered, moment: Moment) -> Result:
    """Whoever waited on the line is joined: their music is over."""
    call, visitor = state.call, replace(state.visitor, sdp=event.sdp or state.visitor.sdp)
    if visitor.stage is not Stage.up:
        return state, ()
    freed: Effects = (DeleteMedia(call.held),) if call.media and call.held else ()
    return joining.enter_answered(replace(call, held=""), moment, state.agent, visitor, freed)


def _not_shown(state: Answering, event: ev.ReofferRefused, moment: Moment) -> Result:
    """491 is a crossing re-INVITE and worth another try."""
    if event.code == PENDING and state.tries < joining.MOST_TRIES:
        return replace(state, tries=state.tries + 1), (StartTimer(Timer.rejoin, joining.TRY_AGAIN_SECONDS),)
    return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, "the phones could not be joined")


def _show_again(state: Answering, event: ev.TimerFired, moment: Moment) -> Result:
    return _show(state, ()) if state.tries and state.visitor.shown else (state, ())


def _described(state: Answering, event: ev.MediaDone, moment: Moment) -> Result:
    """The answer to a re-INVITE of the agent's in between is told by its leg."""
    if event.leg == state.agent.number:
        return state, (AcceptReoffer(event.leg, event.text),)
    return _answer(state, moment, event.text)


def _undescribed(state: Answering, event: ev.MediaFailed, moment: Moment) -> Result:
    if event.leg == state.agent.number:
        return state, (RefuseReoffer(event.leg, PENDING),)
    return _media_lost(state, event, moment)


def _media_lost(state: Answering, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    if not lost:
        return state, ()
    return _ask(replace(state, call=call), moment, lost)


def _reanswered(state: Answering, event: ev.Reanswered, moment: Moment) -> Result:
    if state.call.media:
        return state, ()
    agent = replace(state.agent, sdp=event.sdp or state.agent.sdp)
    return _answer(replace(state, agent=agent), moment, agent.sdp)


def _join_refused(state: Answering, event: ev.ReofferRefused, moment: Moment) -> Result:
    if state.call.media:
        return state, ()
    return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, "the phones could not be joined")


def _both_end(
    state: Answering, moment: Moment, outcome: CallOutcome, cause: LegCause, reason: str, before: Effects = ()
) -> Result:
    up = [(state.visitor, cause), (state.agent, cause)]
    return finish(state.call, moment, outcome, up, before, reason=reason)


def _agent_left(state: Answering, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.agent, LegCause.completed)
    return finish(state.call, moment, CallOutcome.agent_left, [(state.visitor, LegCause.failed)], (over,))


def _caller_left(state: Answering, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.visitor, LegCause.cancelled)
    return finish(state.call, moment, CallOutcome.caller_left, [(state.agent, LegCause.completed)], (over,))


def _reoffered(state: Answering, event: ev.Reoffered, moment: Moment) -> Result:
    """Not while either is being shown something."""
    return state, (RefuseReoffer(event.leg, PENDING),)


def _hang_up(state: Answering, event: ev.HangUpAsked, moment: Moment) -> Result:
    return _both_end(state, moment, CallOutcome.cancelled, LegCause.cancelled, event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: stray,
    ev.Denied: stray,
    ev.Rang: stray,
    ev.EarlyMediaCame: stray,
    ev.Answered: of_either(agent=ignore, visitor=ignore),
    ev.Refused: of_either(agent=ignore, visitor=ignore),
    ev.Redirected: of_either(agent=ignore, visitor=ignore),
    ev.HungUp: of_either(agent=_agent_left, visitor=_caller_left),
    ev.Reoffered: of_either(agent=_reoffered, visitor=_reoffered),
    ev.Reanswered: of_either(agent=_reanswered, visitor=_shown),
    ev.ReofferRefused: of_either(agent=_join_refused, visitor=_not_shown),
    ev.MediaDone: by_step({MediaStep.renegotiation: _described}),
    ev.MediaFailed: by_step({MediaStep.renegotiation: _undescribed}),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: ignore,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer({Timer.rejoin: _show_again}),
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
