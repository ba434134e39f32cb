"""The call machine: one pure function from a state and an event to the next state and what is to be done."""

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.machine import (
    dialling,
    fetching,
    hunting,
    joining,
    messaging,
    ringing,
    talking,
    waiting,
)
from ringback.channels.voice.engine.machine.ringing import next_leg as callers_leg
from ringback.channels.voice.engine.machine.ringing import takes as takes_caller
from ringback.channels.voice.engine.machine.states import (
    Answering,
    Dialling,
    Ended,
    Fetching,
    Hunting,
    Joining,
    Messaging,
    Moment,
    New,
    State,
    Talking,
    Waiting,
    begin,
    leg_in,
    legs_of,
    media_of,
)
from ringback.channels.voice.engine.machine.steps import Result, Table, finish, ignore, stray, too_late

__all__ = [
    "TABLES",
    "Ended",
    "Moment",
    "State",
    "Waiting",
    "begin",
    "callers_leg",
    "leg_in",
    "legs_of",
    "media_of",
    "takes_caller",
    "transition",
]


def _give_up(state: New, event: ev.HangUpAsked, moment: Moment) -> Result:
    caller = ringing.caller_of(state.call)
    up = [(caller, LegCause.cancelled)] if caller is not None else []
    return finish(state.call, moment, CallOutcome.cancelled, up)


_NEW: Table = {
    **dict.fromkeys(ev.LEG_EVENTS, stray),
    ev.Placed: hunting.start,
    ev.MediaDone: ignore,
    ev.MediaFailed: ignore,
    ev.MediaGone: ignore,
    ev.SoundCounted: ignore,
    ev.TimerFired: ignore,
    ev.AgentsFound: too_late,
    ev.CallerCame: ignore,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _give_up,
}

_ENDED: Table = dict.fromkeys(ev.EVENTS, ignore)

TABLES: dict[type, Table] = {
    New: _NEW,
    Fetching: fetching.TABLE,
    Waiting: waiting.TABLE,
    Hunting: hunting.TABLE,
    Dialling: dialling.TABLE,
    Answering: ringing.TABLE,
    Messaging: messaging.TABLE,
    Joining: joining.TABLE,
    Talking: talking.TABLE,
    Ended: _ENDED,
}


def transition(state: State, event: ev.Event, moment: Moment) -> Result:
    """The next state and the effects, in the order they are to happen. Every event has a result in every state.

    Pure: it reads no clock and touches nothing. `CallEnded` is the last effect of a call, once; an ended call stays
    so without a further effect.
    """
    return TABLES[type(state)][type(event)](state, event, moment)
