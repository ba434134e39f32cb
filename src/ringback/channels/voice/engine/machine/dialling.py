"""Dialling the visitor: claimed, dialled, rung, while the agent hears the ringing tone."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import MediaAnswer, MediaOffer, Play, StopPlaying, StopTimer
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import causes, joining, talking
from ringback.channels.voice.engine.machine.states import Call, Dialling, Leg, Moment, Stage
from ringback.channels.voice.engine.machine.steps import (
    NEEDS_MEDIA,
    TRANSCODE,
    Effects,
    Result,
    Table,
    by_step,
    by_timer,
    claim,
    claim_redirected,
    dial,
    ended,
    finish,
    ignore,
    let_go,
    media_lost,
    note,
    of_either,
    of_leg,
    stray,
    too_late,
)

RINGBACK_ROUNDS = 100


def enter(call: Call, moment: Moment, agent: Leg, before: Effects) -> Result:
    """The agent took the call: claim the visitor and reserve the media for him at the same time."""
    plan = call.plan
    if not call.media and (agent.in_browser or plan.visitor.in_browser):
        up = [(agent, LegCause.failed)]
        return finish(call, moment, CallOutcome.agent_left, up, before, reason=NEEDS_MEDIA)
    call, visitor, asked = claim(call, Role.visitor, None, plan.visitor, plan.visitor_ring_seconds)
    accepted = (StopTimer(Timer.hunt), note(call, moment, facts.LegAccepted, agent.number))
    effects = (*before, *accepted, *asked)
    if not call.media:
        return Dialling(call, agent, visitor, offer=agent.sdp), effects
    web = visitor.in_browser
    offered = MediaOffer(call.media_id, MediaStep.visitor_offer, Role.agent, agent.sdp, Role.visitor, TRANSCODE, web)
    return Dialling(call, agent, visitor), (*effects, offered)


def _quiet(call: Call) -> Effects:
    """Stop the ringing tone."""
    if not call.media or call.plan.ringback is None:
        return ()
    return (StopPlaying(call.media_id, Role.agent),)


def _dial_when_ready(state: Dialling, moment: Moment, before: Effects) -> Result:
    if state.visitor.stage is not Stage.claimed or not state.offer:
        return state, before
    call = state.call
    visitor, sent = dial(call, moment, state.visitor, state.offer)
    tone: Effects = ()
    if call.media and call.plan.ringback is not None and not visitor.hops:
        tone = (Play(call.media_id, MediaStep.ringback, Role.agent, call.plan.ringback, RINGBACK_ROUNDS),)
    return replace(state, visitor=visitor), (*before, *sent, *tone)


def _claimed(state: Dialling, event: ev.Claimed, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.claiming:
        return state, ()
    state = replace(state, visitor=state.visitor.now(Stage.claimed))
    return _dial_when_ready(state, moment, (StopTimer(Timer.claim, state.visitor.number),))


def _visitor_over(state: Dialling, moment: Moment, outcome: CallOutcome, over: Effects) -> Result:
    """The visitor cannot be had: the agent is let go, and the house decides what becomes of the promise."""
    return finish(state.call, moment, outcome, [(state.agent, LegCause.completed)], over)


def _denied(state: Dialling, event: ev.Denied, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.claiming:
        return state, ()
    over = ended(state.call, moment, state.visitor, LegCause.denied, None, event.reason)
    return _visitor_over(state, moment, CallOutcome.visitor_denied, (over,))


def _claim_unanswered(state: Dialling, event: ev.TimerFired, moment: Moment) -> Result:
    return _denied(state, ev.Denied(state.visitor.number, "the claim was not answered"), moment)


def _offered(state: Dialling, event: ev.MediaDone, moment: Moment) -> Result:
    return _dial_when_ready(replace(state, offer=event.text), moment, ())


def _media_lost(state: Dialling, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    if state.agent.in_browser or state.visitor.in_browser:
        return _both_end(replace(state, call=call), moment, lost)
    state = replace(state, call=call, offer=state.offer or state.agent.sdp)
    return _dial_when_ready(state, moment, lost)


def _both_end(state: Dialling, moment: Moment, before: Effects) -> Result:
    """A browser hears nobody without the media server. Nobody has spoken: the call is tried again."""
    up = [(leg, LegCause.failed) for leg in (state.visitor, state.agent)]
    return finish(state.call, moment, CallOutcome.agent_left, up, before, reason=NEEDS_MEDIA)


def _rang(state: Dialling, event: ev.Rang, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.dialled:
        return state, ()
    visitor = state.visitor.now(Stage.ringing)
    return replace(state, visitor=visitor), (note(state.call, moment, facts.LegRinging, visitor.number),)


def _early(state: Dialling, event: ev.EarlyMediaCame, moment: Moment) -> Result:
    """The network's own sound replaces our ringing tone. Without a media server it cannot reach the agent."""
    call = state.call
    if event.sdp == state.early:
        return state, ()
    told = note(call, moment, facts.LegEarlyMedia, event.leg)
    if not call.media:
        return state, (told,)
    web = state.agent.in_browser
    joined = MediaAnswer(call.media_id, MediaStep.early_answer, Role.agent, Role.visitor, event.sdp, web)
    return replace(state, early=event.sdp), (told, *_quiet(call), joined)


def _early_failed(state: Dialling, event: ev.MediaFailed, moment: Moment) -> Result:
    """The answer itself will be tried again when the visitor picks up."""
    return replace(state, early=""), ()


def _answered(state: Dialling, event: ev.Answered, moment: Moment) -> Result:
    call, visitor = state.call, state.visitor
    if visitor.stage not in (Stage.dialled, Stage.ringing):
        return state, ()
    told = (StopTimer(Timer.ring, visitor.number), note(call, moment, facts.LegAnswered, visitor.number))
    described = event.sdp or state.early
    visitor = replace(visitor, stage=Stage.up, sdp=described)
    if not described:
        over = let_go(call, moment, visitor, LegCause.failed, "answered without a session description")
        outcome = causes.of_visitor(visitor, LegCause.failed)
        return _visitor_over(state, moment, outcome, (*told, *over))
    already = state.early == described
    return joining.enter(call, moment, state.agent, visitor, (*told, *_quiet(call)), already=already)


def _refused(state: Dialling, event: ev.Refused, moment: Moment) -> Result:
    cause = causes.of_response(event)
    over = ended(state.call, moment, state.visitor, cause, event.code or None, event.reason)
    outcome = causes.of_visitor(state.visitor, cause, trunk_silent=event.local)
    return _visitor_over(state, moment, outcome, (over,))


def _redirected(state: Dialling, event: ev.Redirected, moment: Moment) -> Result:
    redirected = claim_redirected(state.call, moment, state.visitor, event)
    if redirected is None:
        return _refused(state, ev.Refused(event.leg, event.code, "redirected too often"), moment)
    call, visitor, effects = redirected
    return replace(state, call=call, visitor=visitor), effects


def _visitor_left(state: Dialling, event: ev.HungUp, moment: Moment) -> Result:
    return _refused(state, ev.Refused(event.leg, 0, "the dialog broke"), moment)


def _agent_left(state: Dialling, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.agent, LegCause.completed)
    up = [(state.visitor, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.agent_left, up, (over,))


def _ring_over(state: Dialling, event: ev.TimerFired, moment: Moment) -> Result:
    over = let_go(state.call, moment, state.visitor, LegCause.no_answer)
    return _visitor_over(state, moment, CallOutcome.visitor_no_answer, over)


def _reoffered(state: Dialling, event: ev.Reoffered, moment: Moment) -> Result:
    return talking.renegotiate_agent_alone(state, event.sdp, moment, state.visitor.sdp or state.early)


def _hang_up(state: Dialling, event: ev.HangUpAsked, moment: Moment) -> Result:
    up = [(state.visitor, LegCause.cancelled), (state.agent, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.cancelled, up, reason=event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: of_leg("visitor", _claimed),
    ev.Denied: of_leg("visitor", _denied),
    ev.Rang: of_leg("visitor", _rang),
    ev.EarlyMediaCame: of_leg("visitor", _early),
    ev.Answered: of_either(visitor=_answered, agent=ignore),
    ev.Refused: of_leg("visitor", _refused),
    ev.Redirected: of_leg("visitor", _redirected),
    ev.HungUp: of_either(agent=_agent_left, visitor=_visitor_left),
    ev.Reoffered: of_either(agent=_reoffered, visitor=ignore),
    ev.Reanswered: stray,
    ev.ReofferRefused: stray,
    ev.MediaDone: by_step({MediaStep.visitor_offer: _offered, MediaStep.renegotiation: talking.renegotiated}),
    ev.MediaFailed: by_step(
        {
            MediaStep.visitor_offer: _media_lost,
            MediaStep.early_answer: _early_failed,
            MediaStep.renegotiation: talking.renegotiation_failed,
        }
    ),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: ignore,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer(
        {Timer.claim: of_leg("visitor", _claim_unanswered), Timer.ring: of_leg("visitor", _ring_over)}
    ),
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
