"""Talking: hold and re-INVITE, a media server that dies, and the end by either side or by a limit."""

from dataclasses import replace
from typing import TypeVar

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts, sdp
from ringback.channels.voice.engine.effects import (
    AcceptReoffer,
    CountSound,
    RefuseReoffer,
    Renegotiate,
    Reoffer,
    StartTimer,
    UnblockTalk,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.machine.states import (
    Call,
    Dialling,
    Joining,
    Leg,
    Moment,
    Rejoin,
    Talking,
)
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
    stray,
    too_late,
)
from ringback.channels.voice.engine.silence import COUNT_EVERY_SECONDS

MOST_TRIES = 3
TRY_AGAIN_SECONDS = 1.0
PENDING = 491
NOT_ACCEPTABLE = 488

Bridged = TypeVar("Bridged", Dialling, Joining, Talking)


def note_held(call: Call, moment: Moment, leg: Leg, described: str) -> tuple[Leg, Effects]:
    """The leg as its new description says, and the fact when hold began or ended."""
    held = sdp.holds(described)
    fresh = replace(leg, sdp=described, held=held)
    return fresh, (note(call, moment, facts.HeldChanged, leg.number, held),) if held != leg.held else ()


def renegotiate_agent_alone(state: Dialling, described: str, moment: Moment, other_sdp: str) -> Result:
    """A re-INVITE of the agent while the visitor's phone rings is settled between us and the agent."""
    call = state.call
    agent, told = note_held(call, moment, state.agent, described)
    state = replace(state, agent=agent)
    if not call.media:
        return state, (*told, AcceptReoffer(agent.number, sdp.answering(described, agent.shown)))
    other, web = other_sdp or call.placeholder, state.visitor.in_browser
    asked = Renegotiate(call.media_id, agent.number, agent.role, described, other, other_in_browser=web)
    return state, (*told, asked)


def renegotiated(state: Bridged, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (AcceptReoffer(event.leg, event.text),)


def renegotiation_failed(state: Bridged, event: ev.MediaFailed, moment: Moment) -> Result:
    return state, (RefuseReoffer(event.leg, NOT_ACCEPTABLE),)


def not_now(state: Joining, event: ev.Reoffered, moment: Moment) -> Result:
    """Ours and theirs crossed: RFC 3261 section 14.2."""
    return state, (RefuseReoffer(event.leg, PENDING),)


def _with(state: Talking, leg: Leg) -> Talking:
    return replace(state, agent=leg) if leg.number == state.agent.number else replace(state, visitor=leg)


def _pair(state: Talking, number: int) -> tuple[Leg, Leg]:
    """The leg of that number, and the other."""
    if number == state.agent.number:
        return state.agent, state.visitor
    return state.visitor, state.agent


def _reoffered(state: Talking, event: ev.Reoffered, moment: Moment) -> Result:
    """With a media server the other side need not know; without one the re-INVITE is passed on."""
    call = state.call
    leg, other = _pair(state, event.leg)
    if not call.media and (state.asker or state.rejoin is not Rejoin.none):
        return state, (RefuseReoffer(event.leg, PENDING),)
    leg, told = note_held(call, moment, leg, event.sdp)
    state = replace(_with(state, leg), silence=state.silence.broken(moment.monotonic))
    if call.media:
        answer = sdp.answering(event.sdp, other.sdp)
        asked = Renegotiate(call.media_id, leg.number, leg.role, event.sdp, answer, other_in_browser=other.in_browser)
        return state, (*told, asked)
    other = replace(other, shown=event.sdp)
    return replace(_with(state, other), asker=leg.number), (*told, Reoffer(other.number, event.sdp))


def _reanswered(state: Talking, event: ev.Reanswered, moment: Moment) -> Result:
    leg, other = _pair(state, event.leg)
    state = _with(state, replace(leg, sdp=event.sdp or leg.sdp))
    if state.asker == other.number:
        accepted = AcceptReoffer(other.number, event.sdp or leg.sdp)
        other = replace(other, shown=accepted.sdp)
        return replace(_with(state, other), asker=0), (accepted,)
    if state.rejoin is Rejoin.agent and leg.number == state.agent.number:
        return show_visitor_if_moved(replace(state, rejoin=Rejoin.none, tries=0))
    return replace(state, rejoin=Rejoin.none, tries=0), ()


def show_visitor_if_moved(state: Talking) -> tuple[Talking, Effects]:
    """Tell the visitor's phone where the agent's sound is, unless it was told just that before."""
    agent, visitor = state.agent, state.visitor
    if sdp.target(visitor.shown) == sdp.target(agent.sdp):
        return state, ()
    visitor = replace(visitor, shown=agent.sdp)
    state = replace(state, visitor=visitor, rejoin=Rejoin.visitor)
    return state, (Reoffer(visitor.number, visitor.shown),)


def _rejoin(state: Talking, moment: Moment) -> Result:
    """Begin, or begin again, to have both phones exchange sound directly."""
    agent = replace(state.agent, shown=state.visitor.sdp)
    state = replace(state, agent=agent, rejoin=Rejoin.agent)
    return state, (Reoffer(agent.number, agent.shown),)


def _reoffer_refused(state: Talking, event: ev.ReofferRefused, moment: Moment) -> Result:
    _, other = _pair(state, event.leg)
    if state.asker == other.number:
        return replace(state, asker=0), (RefuseReoffer(other.number, event.code or NOT_ACCEPTABLE),)
    if state.rejoin is Rejoin.none:
        return state, ()
    if state.tries < MOST_TRIES:
        return replace(state, tries=state.tries + 1), (StartTimer(Timer.rejoin, TRY_AGAIN_SECONDS),)
    return _both_end(state, moment, LegCause.failed, "the phones could not be joined")


def _try_again(state: Talking, event: ev.TimerFired, moment: Moment) -> Result:
    if state.rejoin is Rejoin.none:
        return state, ()
    return _rejoin(state, moment)


def _media_lost(state: Talking, event: ev.MediaGone | ev.MediaFailed, moment: Moment) -> Result:
    call, lost = media_lost(state.call, moment, event.why)
    if not lost:
        return state, ()
    if state.agent.in_browser or state.visitor.in_browser:
        return _both_end(replace(state, call=call), moment, LegCause.failed, NEEDS_MEDIA, lost)
    state, effects = _rejoin(replace(state, call=call), moment)  # type: ignore[assignment]
    return state, (*lost, *effects)


def _recording(state: Talking, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (note(state.call, moment, facts.RecordingStarted, event.text),)


def _not_recording(state: Talking, event: ev.MediaFailed, moment: Moment) -> Result:
    return state, (note(state.call, moment, facts.RecordingFailed, event.why),)


def _announcing(state: Talking, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (StartTimer(Timer.announcement, event.seconds),)


def _announced(state: Talking, event: ev.TimerFired | ev.MediaFailed, moment: Moment) -> Result:
    return state, (UnblockTalk(state.call.media_id),) if state.call.media else ()


def _both_end(state: Talking, moment: Moment, cause: LegCause, reason: str = "", before: Effects = ()) -> Result:
    up = [(state.visitor, cause), (state.agent, cause)]
    seconds = moment.monotonic - state.since
    return finish(state.call, moment, CallOutcome.connected, up, before, seconds, reason)


def _count(state: Talking, event: ev.TimerFired, moment: Moment) -> Result:
    """Phones joined directly cannot be counted: they talk until a side hangs up, or the talk limit."""
    call = state.call
    if not call.media:
        return state, ()
    return state, (CountSound(call.media_id), StartTimer(Timer.sound, COUNT_EVERY_SECONDS))


def _counted(state: Talking, event: ev.SoundCounted, moment: Moment) -> Result:
    """One side that speaks is enough. Silence of both for too long: their BYE was lost, or their phones are gone."""
    call = state.call
    if event.media_id != call.media_id or not call.media:
        return state, ()
    silence = state.silence.counted(event.packets, moment.monotonic)
    held = sdp.holds(state.agent.sdp) or sdp.holds(state.visitor.sdp)
    if not silence.is_over(moment.monotonic, call.plan.max_silent_seconds, held=held):
        return replace(state, silence=silence), ()
    seconds = round(moment.monotonic - silence.since, 3)
    return _both_end(state, moment, LegCause.silent, before=(note(call, moment, facts.FellSilent, seconds),))


def _left(state: Talking, event: ev.HungUp, moment: Moment) -> Result:
    leg, other = _pair(state, event.leg)
    over = ended(state.call, moment, leg, LegCause.completed)
    seconds = moment.monotonic - state.since
    up = [(other, LegCause.completed)]
    return finish(state.call, moment, CallOutcome.connected, up, (over,), seconds)


def _talk_over(state: Talking, event: ev.TimerFired, moment: Moment) -> Result:
    return _both_end(state, moment, LegCause.completed, "the talk limit ran out")


def _hang_up(state: Talking, event: ev.HangUpAsked, moment: Moment) -> Result:
    return _both_end(state, moment, LegCause.completed, event.why)


TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: stray,
    ev.Denied: stray,
    ev.Rang: stray,
    ev.EarlyMediaCame: stray,
    ev.Answered: of_either(agent=ignore, visitor=ignore),
    ev.Refused: of_either(agent=ignore, visitor=ignore),
    ev.Redirected: of_either(agent=ignore, visitor=ignore),
    ev.HungUp: of_either(agent=_left, visitor=_left),
    ev.Reoffered: of_either(agent=_reoffered, visitor=_reoffered),
    ev.Reanswered: of_either(agent=_reanswered, visitor=_reanswered),
    ev.ReofferRefused: of_either(agent=_reoffer_refused, visitor=_reoffer_refused),
    ev.MediaDone: by_step(
        {
            MediaStep.recording: _recording,
            MediaStep.announcement: _announcing,
            MediaStep.renegotiation: renegotiated,
        }
    ),
    ev.MediaFailed: by_step(
        {
            MediaStep.recording: _not_recording,
            MediaStep.announcement: _announced,
            MediaStep.early_answer: _media_lost,
            MediaStep.renegotiation: renegotiation_failed,
            MediaStep.sound: _media_lost,
        }
    ),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: _counted,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer(
        {
            Timer.talk: _talk_over,
            Timer.rejoin: _try_again,
            Timer.announcement: _announced,
            Timer.sound: _count,
        }
    ),
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
