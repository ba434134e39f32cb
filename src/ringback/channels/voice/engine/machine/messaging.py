"""Messaging: nobody took the call. The caller hears a greeting and a beep, and speaks until they hang up."""

from dataclasses import replace

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import (
    Answer,
    CountSound,
    DeleteMedia,
    MediaAnswer,
    MediaOffer,
    Play,
    RefuseReoffer,
    StartRecording,
    StartTimer,
    StopPlaying,
    StopTimer,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine.states import Call, Leg, Messaging, Moment, Stage
from ringback.channels.voice.engine.machine.steps import (
    Effects,
    Result,
    Table,
    by_step,
    by_timer,
    ended,
    finish,
    ignore,
    note,
    of_leg,
    stray,
    too_late,
)
from ringback.channels.voice.engine.silence import COUNT_EVERY_SECONDS, Silence

# Who hangs up on the beep has said nothing.
LEAST_SECONDS = 1.0
NOT_NOW = 488


def enter(call: Call, caller: Leg, moment: Moment, before: Effects) -> Result:
    """Reserve the media for the caller alone; where there is none, or no message is wanted, they are let go.

    Whoever has waited on the line is there already.
    """
    call, up = replace(call, caller=None), caller.stage is Stage.up
    if not call.media or call.plan.message is None or (up and not call.held):
        return finish(call, moment, CallOutcome.nobody_answered, [(caller, LegCause.no_answer)], before, seats=())
    if up:
        call = replace(call, media_id=call.held)
        return _greet(Messaging(call, caller), (*before, StopPlaying(call.held, Role.visitor)))
    call, freed = _unheld(call)
    before = (*before, *freed)
    call = replace(call, media_id=f"{call.plan.call_id}-m")
    offered = MediaOffer(call.media_id, MediaStep.caller_offer, Role.visitor, caller.sdp)
    return Messaging(call, caller), (*before, StopTimer(Timer.hunt), offered)


def _offered(state: Messaging, event: ev.MediaDone, moment: Moment) -> Result:
    """A placeholder answers in the name of the agent there is not."""
    call = state.call
    answered = MediaAnswer(call.media_id, MediaStep.caller_answer, Role.visitor, Role.agent, call.placeholder)
    return state, (answered,)


def _answered(state: Messaging, event: ev.MediaDone, moment: Moment) -> Result:
    call = state.call
    visitor = replace(state.visitor, stage=Stage.up, shown=event.text)
    told = note(call, moment, facts.LegAnswered, visitor.number)
    state = replace(state, visitor=visitor)
    return _greet(state, (Answer(visitor.number, event.text), told))


def _unheld(call: Call) -> tuple[Call, Effects]:
    """Without the conversation of a caller who was to hear music, and is not answered yet."""
    return replace(call, held=""), (DeleteMedia(call.held),) if call.held else ()


def _greet(state: Messaging, effects: Effects) -> Result:
    call = state.call
    assert call.plan.message is not None
    if call.plan.message.greeting is None:
        return _beep(state, effects)
    return state, (*effects, Play(call.media_id, MediaStep.greeting, Role.visitor, call.plan.message.greeting))


def _playing(state: Messaging, event: ev.MediaDone, moment: Moment) -> Result:
    return state, (StartTimer(Timer.greeting, event.seconds),)


def _greeted(state: Messaging, event: ev.TimerFired | ev.MediaFailed, moment: Moment) -> Result:
    return _beep(state, ())


def _beep(state: Messaging, before: Effects) -> Result:
    message = state.call.plan.message
    assert message is not None
    beep: Effects = ()
    if message.beep is not None:
        beep = (Play(state.call.media_id, MediaStep.beep, Role.visitor, message.beep),)
    record = StartRecording(state.call.media_id, f"call:{state.call.plan.call_id}")
    return state, (*before, *beep, record)


def _recording(state: Messaging, event: ev.MediaDone, moment: Moment) -> Result:
    call = state.call
    assert call.plan.message is not None
    begun = (note(call, moment, facts.MessageBegan), note(call, moment, facts.RecordingStarted, event.text))
    limits = (StartTimer(Timer.message, call.plan.message.most_seconds), StartTimer(Timer.sound, COUNT_EVERY_SECONDS))
    since = moment.monotonic
    return replace(state, since=since, silence=Silence(since)), (*begun, *limits)


def _not_recording(state: Messaging, event: ev.MediaFailed, moment: Moment) -> Result:
    """A message that nobody will hear is not asked for."""
    failed = note(state.call, moment, facts.RecordingFailed, event.why)
    return _end(state, moment, LegCause.failed, "no message could be recorded", (failed,))


def _end(state: Messaging, moment: Moment, cause: LegCause, reason: str = "", before: Effects = ()) -> Result:
    """We hang up."""
    return finish(state.call, moment, _outcome(state, moment), [(state.visitor, cause)], before, reason=reason)


def _outcome(state: Messaging, moment: Moment) -> CallOutcome:
    spoken = moment.monotonic - state.since if state.since is not None else 0.0
    if spoken >= LEAST_SECONDS:
        return CallOutcome.message_left
    return CallOutcome.caller_left


def _left(state: Messaging, event: ev.HungUp, moment: Moment) -> Result:
    over = ended(state.call, moment, state.visitor, LegCause.completed)
    return finish(state.call, moment, _outcome(state, moment), before=(over,))


def _media_lost(state: Messaging, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    return _end(state, moment, LegCause.failed, event.why)


def _long_enough(state: Messaging, event: ev.TimerFired, moment: Moment) -> Result:
    return _end(state, moment, LegCause.completed, "the message was long enough")


def _count(state: Messaging, event: ev.TimerFired, moment: Moment) -> Result:
    return state, (CountSound(state.call.media_id), StartTimer(Timer.sound, COUNT_EVERY_SECONDS))


def _counted(state: Messaging, event: ev.SoundCounted, moment: Moment) -> Result:
    """A caller of whom nothing comes any more has gone without a word, or their BYE was lost."""
    if event.media_id != state.call.media_id or state.silence is None:
        return state, ()
    silence = state.silence.counted(event.packets, moment.monotonic)
    if not silence.is_over(moment.monotonic, state.call.plan.max_silent_seconds, held=False):
        return replace(state, silence=silence), ()
    seconds = round(moment.monotonic - silence.since, 3)
    fell = note(state.call, moment, facts.FellSilent, seconds)
    return _end(state, moment, LegCause.silent, before=(fell,))


def _reoffered(state: Messaging, event: ev.Reoffered, moment: Moment) -> Result:
    """There is nothing to hold: the session stays as it is."""
    return state, (RefuseReoffer(event.leg, NOT_NOW),)


def _hang_up(state: Messaging, event: ev.HangUpAsked, moment: Moment) -> Result:
    return _end(state, moment, LegCause.cancelled, event.why)


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
    ev.MediaDone: by_step(
        {
            MediaStep.caller_offer: _offered,
            MediaStep.caller_answer: _answered,
            MediaStep.greeting: _playing,
            MediaStep.recording: _recording,
        }
    ),
    ev.MediaFailed: by_step(
        {
            MediaStep.caller_offer: _media_lost,
            MediaStep.caller_answer: _media_lost,
            MediaStep.greeting: _greeted,
            MediaStep.recording: _not_recording,
            MediaStep.sound: _media_lost,
        }
    ),
    ev.MediaGone: _media_lost,
    ev.SoundCounted: _counted,
    ev.DigitPressed: ignore,
    ev.TimerFired: by_timer({Timer.greeting: _greeted, Timer.message: _long_enough, Timer.sound: _count}),
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
