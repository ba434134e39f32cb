"""Fetching: the visitor is rung first, to wait on the line for somebody of ours."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import MediaOffer, StopTimer
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import causes, holding
from ringback.channels.voice.engine.machine.states import Call, Fetching, Moment, Stage
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
    is_down,
    let_go,
    media_lost,
    note,
    of_leg,
    stray,
    too_late,
)


def enter(call: Call, moment: Moment, before: Effects) -> Result:
    """Claim the visitor, and reserve the media they will wait in. Nobody is let wait in silence."""
    plan = call.plan
    if not call.media:
        return finish(call, moment, CallOutcome.nobody_answered, before=before)
    call = holding.held(call)
    call, visitor, asked = claim(call, Role.visitor, None, plan.visitor, plan.visitor_ring_seconds)
    offered = MediaOffer(
        call.held, MediaStep.wait_offer, Role.agent, call.placeholder, Role.visitor, TRANSCODE, visitor.in_browser
    )
    return Fetching(call, visitor), (*before, *asked, offered)


def _dial_when_ready(state: Fetching, moment: Moment, before: Effects) -> Result:
    if state.visitor.stage is not Stage.claimed or not state.offer:
        return state, before
    visitor, sent = dial(state.call, moment, state.visitor, state.offer)
    return replace(state, visitor=visitor), (*before, *sent)


def _claimed(state: Fetching, event: ev.Claimed, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.claiming:
        return state, ()
    state = replace(state, visitor=state.visitor.now(Stage.claimed))
    return _dial_when_ready(state, moment, (StopTimer(Timer.claim, state.visitor.number),))


def _denied(state: Fetching, event: ev.Denied, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.claiming:
        return state, ()
    over = ended(state.call, moment, state.visitor, LegCause.denied, None, event.reason)
    return finish(state.call, moment, CallOutcome.visitor_denied, before=(over,))


def _claim_unanswered(state: Fetching, event: ev.TimerFired, moment: Moment) -> Result:
    return _denied(state, ev.Denied(state.visitor.number, "the claim was not answered"), moment)


def _offered(state: Fetching, event: ev.MediaDone, moment: Moment) -> Result:
    return _dial_when_ready(replace(state, offer=event.text), moment, ())


def _media_lost(state: Fetching, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    """Who has not been dialled is left alone; whose phone rings already is joined without it."""
    call, lost = media_lost(state.call, moment, event.why)
    state = replace(state, call=call)
    if not is_down(state.visitor):
        return state, lost
    up = [(state.visitor, LegCause.failed)]
    return finish(call, moment, CallOutcome.nobody_answered, up, lost, reason=NEEDS_MEDIA)


def _rang(state: Fetching, event: ev.Rang, moment: Moment) -> Result:
    if state.visitor.stage is not Stage.dialled:
        return state, ()
    rings = note(state.call, moment, facts.LegRinging, event.leg)
    return replace(state, visitor=state.visitor.now(Stage.ringing)), (rings,)


def _early(state: Fetching, event: ev.EarlyMediaCame, moment: Moment) -> Result:
    """Nobody is there yet who could hear it."""
    return state, (note(state.call, moment, facts.LegEarlyMedia, event.leg),)


def _answered(state: Fetching, event: ev.Answered, moment: Moment) -> Result:
    call, visitor = state.call, state.visitor
    if visitor.stage not in (Stage.dialled, Stage.ringing):
        return state, ()
    told = (StopTimer(Timer.ring, visitor.number), note(call, moment, facts.LegAnswered, visitor.number))
    visitor = replace(visitor, stage=Stage.up, sdp=event.sdp)
    if event.sdp:
        return holding.enter_answered(call, visitor, moment, told)
    over = let_go(call, moment, visitor, LegCause.failed, "answered without a session description")
    return finish(call, moment, causes.of_visitor(visitor, LegCause.failed), before=(*told, *over))


def _refused(state: Fetching, event: ev.Refused, moment: Moment) -> Result:
    cause = causes.of_response(event)
    over = ended(state.call, moment, state.visitor, cause, event.code or None, event.reason)
    outcome = causes.of_visitor(state.visitor, cause, trunk_silent=event.local)
    return finish(state.call, moment, outcome, before=(over,))


def _redirected(state: Fetching, event: ev.Redirected, moment: Moment) -> Result:
    redirected = claim_redirected(state.call, moment, state.visitor, event)
    if redirected is None:
        return _refused(state, ev.Refused(event.leg, event.code, "redirected too often"), moment)
    call, visitor, effects = redirected
    return replace(state, call=call, visitor=visitor), effects


def _left(state: Fetching, event: ev.HungUp, moment: Moment) -> Result:
    return _refused(state, ev.Refused(event.leg, 0, "the dialog broke"), moment)


def _ring_over(state: Fetching, event: ev.TimerFired, moment: Moment) -> Result:
    over = let_go(state.call, moment, state.visitor, LegCause.no_answer)
    return finish(state.call, moment, CallOutcome.visitor_no_answer, before=over)


def _hang_up(state: Fetching, event: ev.HangUpAsked, moment: Moment) -> Result:
    up = [(state.visitor, LegCause.cancelled)]
    return finish(state.call, moment, CallOutcome.cancelled, up, reason=event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: of_leg("visitor", _claimed),
    ev.Denied: of_leg("visitor", _denied),
    ev.Rang: of_leg("visitor", _rang),
    ev.EarlyMediaCame: of_leg("visitor", _early),
    ev.Answered: of_leg("visitor", _answered),
    ev.Refused: of_leg("visitor", _refused),
    ev.Redirected: of_leg("visitor", _redirected),
    ev.HungUp: of_leg("visitor", _left),
    ev.Reoffered: stray,
    ev.Reanswered: stray,
    ev.ReofferRefused: stray,
    ev.MediaDone: by_step({MediaStep.wait_offer: _offered}),
    ev.MediaFailed: by_step({MediaStep.wait_offer: _media_lost}),
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
