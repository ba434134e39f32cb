"""Joining: both phones are up, and the sound of one is being led to the other."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import (
    BlockTalk,
    Effect,
    MediaAnswer,
    Play,
    Reoffer,
    StartRecording,
    StartTimer,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import talking
from ringback.channels.voice.engine.machine.states import Call, Joining, Leg, Moment, Talking
from ringback.channels.voice.engine.machine.steps import (
    NEEDS_MEDIA,
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
    of_leg,
    stray,
    too_late,
)
from ringback.channels.voice.engine.silence import COUNT_EVERY_SECONDS, Silence

MOST_TRIES = 3
TRY_AGAIN_SECONDS = 1.0


def enter(call: Call, moment: Moment, agent: Leg, visitor: Leg, before: Effects, *, already: bool) -> Result:
    """`already`: the early media joined them with this very description."""
    limit = StartTimer(Timer.talk, call.plan.max_talk_seconds)
    state = Joining(call, agent, visitor)
    if not call.media:
        return _join_directly(state, (*before, limit))
    if already:
        return _bridge(state, moment, (*before, limit))
    web = agent.in_browser
    joined = MediaAnswer(call.media_id, MediaStep.visitor_answer, Role.agent, Role.visitor, visitor.sdp, web)
    return state, (*before, limit, joined)


def enter_answered(call: Call, moment: Moment, agent: Leg, visitor: Leg, before: Effects) -> Result:
    """The visitor called us and has just been answered with a description of where the agent's sound is."""
    limit = StartTimer(Timer.talk, call.plan.max_talk_seconds)
    return _bridge(Joining(call, agent, visitor), moment, (*before, limit))


def _join_directly(state: Joining, before: Effects) -> Result:
    """Show the agent's phone the visitor's description; the visitor was shown the agent's when dialled."""
    agent = replace(state.agent, shown=state.visitor.sdp)
    return replace(state, agent=agent), (*before, Reoffer(agent.number, agent.shown))


def _bridge(state: Joining, moment: Moment, before: Effects) -> Result:
    call, plan = state.call, state.call.plan
    effects: list[Effect] = [*before, note(call, moment, facts.Bridged)]
    if call.media:
        effects.append(StartTimer(Timer.sound, COUNT_EVERY_SECONDS))
        if plan.record:
            effects.append(StartRecording(call.media_id, f"call:{plan.call_id}"))
        if plan.announcement is not None:
            # The media server would send the file's packets between those of the other party.
            effects.append(BlockTalk(call.media_id))
            for role in (Role.visitor, Role.agent):
                effects.append(Play(call.media_id, MediaStep.announcement, role, plan.announcement))
    elif plan.record:
        effects.append(note(call, moment, facts.RecordingFailed, "there is no media server"))
    talk = Talking(call, state.agent, state.visitor, moment.monotonic, Silence(moment.monotonic))
    return talk, tuple(effects)


def _joined(state: Joining, event: ev.MediaDone, moment: Moment) -> Result:
    return _bridge(state, moment, ())


def _reanswered(state: Joining, event: ev.Reanswered, moment: Moment) -> Result:
    agent = replace(state.agent, sdp=event.sdp or state.agent.sdp)
    talk, effects = _bridge(replace(state, agent=agent), moment, ())
    assert isinstance(talk, Talking)
    talk, more = talking.show_visitor_if_moved(talk)
    return talk, (*effects, *more)


def _join_refused(state: Joining, event: ev.ReofferRefused, moment: Moment) -> Result:
    """491 is a crossing re-INVITE and worth another try; a phone that refuses for good cannot be joined."""
    if event.code == 491 and state.tries < MOST_TRIES:
        return replace(state, tries=state.tries + 1), (StartTimer(Timer.rejoin, TRY_AGAIN_SECONDS),)
    return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, "the phones could not be joined")


def _try_again(state: Joining, event: ev.TimerFired, moment: Moment) -> Result:
    return _join_directly(state, ()) if not state.call.media else (state, ())


def _media_lost(state: Joining, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    if not lost:
        return state, ()
    if state.agent.in_browser or state.visitor.in_browser:
        state = replace(state, call=call)
        return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, NEEDS_MEDIA, lost)
    return _join_directly(replace(state, call=call), lost)


def _both_end(
    state: Joining, moment: Moment, outcome: CallOutcome, cause: LegCause, reason: str, before: Effects = ()
) -> Result:
    up = [(state.visitor, cause), (state.agent, cause)]
    return finish(state.call, moment, outcome, up, before, reason=reason)


def _agent_left(state: Joining, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.agent, LegCause.completed)
    up = [(state.visitor, LegCause.completed)]
    return finish(state.call, moment, CallOutcome.agent_left, up, (over,))


def _visitor_left(state: Joining, event: ev.HungUp, moment: Moment) -> Result:
    """The visitor picked up and hung up at once: that is a conversation of no length, not a call to try again."""
    over = ended(state.call, moment, state.visitor, LegCause.completed)
    up = [(state.agent, LegCause.completed)]
    return finish(state.call, moment, CallOutcome.connected, up, (over,))


def _talk_over(state: Joining, event: ev.TimerFired, moment: Moment) -> Result:
    return _both_end(state, moment, CallOutcome.interrupted, LegCause.failed, "the talk limit ran out")


def _hang_up(state: Joining, event: ev.HangUpAsked, moment: Moment) -> Result:
    return _both_end(state, moment, CallOutcome.interrupted, LegCause.cancelled, event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: stray,
    ev.Denied: stray,
    ev.Rang: stray,
    ev.EarlyMediaCame: stray,
    ev.Answered: of_either(agent=ignore, visitor=ignore),
    ev.Refused: of_either(agent=ignore, visitor=ignore),
    ev.Redirected: of_either(agent=ignore, visitor=ignore),
    ev.HungUp: of_either(agent=_agent_left, visitor=_visitor_left),
    ev.Reoffered: of_either(agent=talking.not_now, visitor=talking.not_now),
    ev.Reanswered: of_leg("agent", _reanswered),
    ev.ReofferRefused: of_leg("agent", _join_refused),
    ev.MediaDone: by_step({MediaStep.visitor_answer: _joined, MediaStep.renegotiation: talking.renegotiated}),
    ev.MediaFailed: by_step(
        {
            MediaStep.visitor_answer: _media_lost,
            MediaStep.renegotiation: talking.renegotiation_failed,
        }
    ),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: ignore,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer({Timer.talk: _talk_over, Timer.rejoin: _try_again}),
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
