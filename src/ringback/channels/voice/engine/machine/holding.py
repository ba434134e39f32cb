"""Holding: how a visitor comes to wait on the line, waits on after a hunt in vain, and is given up."""

from dataclasses import replace

from ringback.channels.voice.engine import facts, sdp
from ringback.channels.voice.engine.effects import (
    AcceptReoffer,
    DeleteMedia,
    Effect,
    MediaAnswer,
    MediaOffer,
    StartTimer,
)
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.machine import messaging
from ringback.channels.voice.engine.machine.states import Call, Leg, Moment, Stage, Waiting
from ringback.channels.voice.engine.machine.steps import Effects, Result, finish, note


def held(call: Call) -> Call:
    """The call with a conversation at the media server for the visitor alone."""
    name = f"{call.plan.call_id}-w"
    return replace(call, held=name, media_id=name)


def enter_answered(call: Call, visitor: Leg, moment: Moment, before: Effects) -> Result:
    """The visitor, whom we rang first, has picked up."""
    joined: Effects = ()
    if call.media:
        joined = (MediaAnswer(call.held, MediaStep.wait_answer, Role.agent, Role.visitor, visitor.sdp),)
    return Waiting(call, visitor), (*before, *joined, *limit(call), _begun(call, visitor, moment))


def enter_ringing(call: Call, caller: Leg, moment: Moment, before: Effects) -> Result:
    """Somebody who called us has to wait: they are answered to hear music. Without a media server it rings on."""
    call, offered = _offer(replace(call, caller=None), caller)
    return Waiting(call, caller), (*before, *offered, _begun(call, caller, moment))


def _offer(call: Call, caller: Leg) -> tuple[Call, Effects]:
    if not call.media:
        return call, ()
    call = held(call)
    return call, (MediaOffer(call.held, MediaStep.wait_offer, Role.visitor, caller.sdp),)


def _begun(call: Call, visitor: Leg, moment: Moment) -> Effect:
    return note(call, moment, facts.BeganToWait, visitor.number)


def limit(call: Call) -> Effects:
    """So long the visitor may wait, where waiting is possible at all."""
    waiting = call.plan.waiting
    return (StartTimer(Timer.wait, waiting.most_seconds),) if waiting is not None else ()


def again(call: Call, visitor: Leg, moment: Moment, before: Effects) -> Result:
    """Nobody of those who were free took the call: the visitor, who hears music all the while, waits on."""
    call = replace(call, caller=None, media_id=call.held or call.media_id)
    offered: Effects = ()
    if visitor.stage is not Stage.up:
        call, offered = _offer(call, visitor)
    return Waiting(call, visitor), (*before, *offered, _begun(call, visitor, moment))


def is_possible(call: Call) -> bool:
    """Whether the visitor may wait on."""
    return call.plan.waiting is not None and call.caller is not None and not call.wait_over


def give_up(call: Call, visitor: Leg, moment: Moment, before: Effects) -> Result:
    """Nobody became free in time: who called us may leave a message, whom we called is let go."""
    call = replace(call, caller=None)
    if call.plan.caller is not None:
        return messaging.enter(call, visitor, moment, before)
    up = [(visitor, LegCause.no_answer)]
    return finish(call, moment, CallOutcome.nobody_answered, up, before, seats=())


def not_answered(call: Call, visitor: Leg) -> tuple[Call, Effects]:
    """Forget the conversation of a caller who is not answered yet, so that whoever takes the call answers them."""
    if not call.held or visitor.stage is Stage.up:
        return call, ()
    freed: Effects = (DeleteMedia(call.held),) if call.media else ()
    return replace(call, held="", media_id=call.plan.call_id), freed


def accept_alone(visitor: Leg, described: str) -> tuple[Leg, Effect]:
    """Settle a re-INVITE of a visitor who is up, and joined with nobody yet."""
    answer = AcceptReoffer(visitor.number, sdp.answering(described, visitor.shown))
    return replace(visitor, sdp=described), answer
