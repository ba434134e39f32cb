"""Hunting: the agents of a wave are claimed and rung at the same time, wave after wave, until one takes the call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.effects import DeleteMedia, Effect, StartTimer, StopTimer
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.machine import agents, causes, fetching, holding, ringing, whispering
from ringback.channels.voice.engine.machine.states import Hunting, Moment, New, Seat, Stage, Step, Try
from ringback.channels.voice.engine.machine.steps import (
    NEEDS_MEDIA,
    Effects,
    Handler,
    Result,
    Table,
    by_timer,
    claim_redirected,
    dial,
    ended,
    ignore,
    let_go,
    media_lost,
    note,
    stray,
    too_late,
)

TryHandler = Callable[[Hunting, Try, Any, Moment], Result]


def start(state: New, event: ev.Placed, moment: Moment) -> Result:
    """Reserve media and claim the first agents at the same time: an INVITE follows the slower of the two.

    A visitor who is to wait on the line comes before any agent.
    """
    started = note(state.call, moment, facts.CallStarted)
    if state.call.plan.visitor_first:
        return fetching.enter(state.call, moment, (started,))
    call, rings = ringing.begin(state.call, moment)
    if call.caller is not None and call.plan.waiting is not None and not call.plan.waves:
        return holding.enter_ringing(call, call.caller, moment, (started, *rings))
    before = (started, *rings, StartTimer(Timer.hunt, call.plan.max_hunt_seconds))
    return agents.ring(Hunting(call, (), call.plan.waves), moment, before)


def _dial_when_ready(state: Hunting, one: Try, moment: Moment, before: Effects = ()) -> Result:
    if one.leg.stage is not Stage.claimed or not one.seat.offer:
        return agents.changed(state, one), before
    if one.leg.in_browser and not state.call.media:
        over = let_go(state.call, moment, one.leg, LegCause.failed, NEEDS_MEDIA)
        return agents.without(state, one, moment, (*before, *over))
    leg, sent = dial(state.call, moment, one.leg, one.seat.offer)
    return agents.changed(state, Try(leg, one.seat)), (*before, *sent)


def _claimed(state: Hunting, one: Try, event: ev.Claimed, moment: Moment) -> Result:
    if one.leg.stage is not Stage.claiming:
        return state, ()
    claimed = Try(one.leg.now(Stage.claimed), one.seat)
    return _dial_when_ready(state, claimed, moment, (StopTimer(Timer.claim, one.leg.number),))


def _denied(state: Hunting, one: Try, event: ev.Denied, moment: Moment) -> Result:
    if one.leg.stage is not Stage.claiming:
        return state, ()
    over = ended(state.call, moment, one.leg, LegCause.denied, None, event.reason)
    return agents.without(state, one, moment, (over,))


def _claim_unanswered(state: Hunting, one: Try, event: ev.TimerFired, moment: Moment) -> Result:
    return _denied(state, one, ev.Denied(one.leg.number, "the claim was not answered"), moment)


def _rang(state: Hunting, one: Try, event: ev.Rang, moment: Moment) -> Result:
    if one.leg.stage is not Stage.dialled:
        return state, ()
    rings = Try(one.leg.now(Stage.ringing), one.seat)
    return agents.changed(state, rings), (note(state.call, moment, facts.LegRinging, one.leg.number),)


def _early(state: Hunting, one: Try, event: ev.EarlyMediaCame, moment: Moment) -> Result:
    return state, (note(state.call, moment, facts.LegEarlyMedia, event.leg),)


def _answered(state: Hunting, one: Try, event: ev.Answered, moment: Moment) -> Result:
    call, leg = state.call, one.leg
    if leg.stage not in (Stage.dialled, Stage.ringing):
        return state, ()
    told = (StopTimer(Timer.ring, leg.number), note(call, moment, facts.LegAnswered, leg.number))
    up = Try(replace(leg, stage=Stage.up, sdp=event.sdp), one.seat)
    if not event.sdp:
        over = let_go(call, moment, up.leg, LegCause.failed, "answered without a session description")
        return agents.without(state, up, moment, (*told, *over))
    return whispering.enter(state, up, moment, told)


def _refused(state: Hunting, one: Try, event: ev.Refused, moment: Moment) -> Result:
    cause = causes.of_response(event)
    over = ended(state.call, moment, one.leg, cause, event.code or None, event.reason)
    return agents.without(state, one, moment, (over,))


def _redirected(state: Hunting, one: Try, event: ev.Redirected, moment: Moment) -> Result:
    redirected = claim_redirected(state.call, moment, one.leg, event)
    if redirected is None:
        return _refused(state, one, ev.Refused(event.leg, event.code, "redirected too often"), moment)
    call, leg, effects = redirected
    return agents.changed(state, replace(one, leg=leg), call), effects


def _left(state: Hunting, one: Try, event: ev.HungUp, moment: Moment) -> Result:
    return agents.without(state, one, moment, (ended(state.call, moment, one.leg, LegCause.failed),))


def _ring_over(state: Hunting, one: Try, event: ev.TimerFired, moment: Moment) -> Result:
    return agents.without(state, one, moment, let_go(state.call, moment, one.leg, LegCause.no_answer))


def _unheard(state: Hunting, one: Try, event: ev.Event, moment: Moment) -> Result:
    """Nothing to this try, as far as it has come."""
    return state, ()


def _offered(state: Hunting, event: ev.MediaDone, moment: Moment) -> Result:
    """What a seat's phone is shown is known: whoever sits there, now or later, may be dialled."""
    spare = tuple(_with_offer(seat, event.text) if seat.media_id == event.media_id else seat for seat in state.spare)
    state = replace(state, spare=spare)
    one = _seated(state, event.media_id)
    if one is None:
        return state, ()
    return _dial_when_ready(state, replace(one, seat=_with_offer(one.seat, event.text)), moment)


def _with_offer(seat: Seat, offer: str) -> Seat:
    return replace(seat, offer=offer)


def _offer_failed(state: Hunting, event: ev.MediaFailed, moment: Moment) -> Result:
    """Where others could be reserved, the media server is there: one seat less."""
    one = _seated(state, event.media_id)
    if not any(seat.offer for seat in (*(one.seat for one in state.tries), *state.spare)):
        return _media_failed(state, event, moment)
    if one is None:
        rest = tuple(seat for seat in state.spare if seat.media_id != event.media_id)
        return replace(state, spare=rest), (DeleteMedia(event.media_id),)
    over = let_go(state.call, moment, one.leg, LegCause.failed, event.why)
    used = agents.changed(state, replace(one, step=Step.answering))
    return agents.without(used, replace(one, step=Step.answering), moment, over)


def _media_failed(state: Hunting, event: ev.MediaFailed | ev.MediaGone, moment: Moment) -> Result:
    """From now on without: whoever has answered takes the call, and phones not yet dialled are shown a placeholder."""
    call, lost = media_lost(state.call, moment, event.why)
    if not lost:
        return state, ()
    state = replace(state, call=call, spare=tuple(_or_placeholder(state, seat) for seat in state.spare))
    deaf = [one for one in state.tries if one.leg.in_browser]
    if deaf:
        return _without_browsers(state, deaf, moment, lost)
    answered = next((one for one in state.tries if one.step is not Step.calling), None)
    if answered is not None:
        return agents.accept(state, answered, moment, lost)
    return _dial_all_ready(state, moment, lost)


def _without_browsers(state: Hunting, deaf: list[Try], moment: Moment, before: Effects) -> Result:
    """The phones of the wave ring on, or the next wave is rung."""
    result: Result = (state, before)
    for one in deaf:
        current, effects = result
        assert isinstance(current, Hunting)
        over = let_go(state.call, moment, one.leg, LegCause.failed, NEEDS_MEDIA)
        left, done = agents.without(current, one, moment, over)
        result = left, (*effects, *done)
    left, effects = result
    if not isinstance(left, Hunting):
        return result
    answered = next((one for one in left.tries if one.step is not Step.calling), None)
    return agents.accept(left, answered, moment, effects) if answered else _dial_all_ready(left, moment, effects)


def _dial_all_ready(state: Hunting, moment: Moment, before: Effects) -> Result:
    effects: list[Effect] = [*before]
    for one in state.tries:
        ready, sent = _dial_when_ready(state, replace(one, seat=_or_placeholder(state, one.seat)), moment)
        assert isinstance(ready, Hunting)
        state = ready
        effects += sent
    return state, tuple(effects)


def _or_placeholder(state: Hunting, seat: Seat) -> Seat:
    return seat if seat.offer else replace(seat, offer=state.call.placeholder)


def _hunt_over(state: Hunting, event: ev.TimerFired, moment: Moment) -> Result:
    """Whoever has answered may still accept; but nobody else is rung."""
    state = replace(state, call=replace(state.call, hunt_over=True))
    if all(one.step is Step.calling for one in state.tries):
        return agents.over(state, moment)
    effects: list[Effect] = []
    for one in [one for one in state.tries if one.step is Step.calling]:
        over = let_go(state.call, moment, one.leg, LegCause.no_answer)
        left, done = agents.without(state, one, moment, over)
        assert isinstance(left, Hunting)
        state = left
        effects += done
    return state, tuple(effects)


def _hang_up(state: Hunting, event: ev.HangUpAsked, moment: Moment) -> Result:
    return agents.end(state, moment, CallOutcome.cancelled, LegCause.cancelled, event.why)


def _hung_up(state: Hunting, event: ev.HungUp, moment: Moment) -> Result:
    """An agent, or whoever called us."""
    caller = state.call.caller
    if caller is None or caller.number != event.leg:
        return _AGENT_HUNG_UP(state, event, moment)
    gone = replace(state, call=replace(state.call, caller=None))
    over = ended(state.call, moment, caller, LegCause.cancelled)
    ended_state, effects = agents.end(gone, moment, CallOutcome.caller_left, LegCause.cancelled)
    return ended_state, (over, *effects)


def _wait_over(state: Hunting, event: ev.TimerFired, moment: Moment) -> Result:
    """Whoever is rung may still take the call of who has waited for so long; nobody else is waited for."""
    return replace(state, call=replace(state.call, wait_over=True)), ()


def _reoffered(state: Hunting, event: ev.Reoffered, moment: Moment) -> Result:
    """An agent who answered, or the visitor who waits on the line."""
    caller = state.call.caller
    if caller is None or caller.number != event.leg:
        return _AGENT_REOFFERED(state, event, moment)
    if caller.stage is not Stage.up:
        return state, ()
    caller, accepted = holding.accept_alone(caller, event.sdp)
    return replace(state, call=replace(state.call, caller=caller)), (accepted,)


def _of_try(*, calling: TryHandler = _unheard, answered: TryHandler = _unheard) -> Handler:
    """Choose by how far the try of the event's leg has come; other legs' news is stray."""

    def handle(state: Hunting, event: Any, moment: Moment) -> Result:
        one = next((one for one in state.tries if one.leg.number == event.leg), None)
        if one is None:
            return stray(state, event, moment)
        return (calling if one.step is Step.calling else answered)(state, one, event, moment)

    return handle


def _seated(state: Hunting, media_id: str) -> Try | None:
    return next((one for one in state.tries if one.seat.media_id == media_id), None)


def _of_seat(handler: TryHandler) -> Handler:
    """For what concerns the conversation of an agent who has answered; any other is over."""

    def handle(state: Hunting, event: Any, moment: Moment) -> Result:
        one = _seated(state, event.media_id)
        if one is None or one.step is Step.calling:
            return state, ()
        return handler(state, one, event, moment)

    return handle


def _by_step(handlers: dict[MediaStep, Handler]) -> Handler:
    """Choose by what the media server was asked. What it says of a seat that is used up is of no consequence."""

    def handle(state: Hunting, event: Any, moment: Moment) -> Result:
        known = event.media_id in [*(one.seat.media_id for one in state.tries), *(one.media_id for one in state.spare)]
        if not known or not state.call.media:
            return state, ()
        return handlers.get(event.step, ignore)(state, event, moment)

    return handle


_AGENT_REOFFERED = _of_try(answered=whispering.reoffered)
_AGENT_HUNG_UP = _of_try(calling=_left, answered=whispering.left)

TABLE: Table = {
    ev.Placed: ignore,
    ev.Claimed: _of_try(calling=_claimed),
    ev.Denied: _of_try(calling=_denied),
    ev.Rang: _of_try(calling=_rang),
    ev.EarlyMediaCame: _of_try(calling=_early),
    ev.Answered: _of_try(calling=_answered),
    ev.Refused: _of_try(calling=_refused),
    ev.Redirected: _of_try(calling=_redirected),
    ev.HungUp: _hung_up,
    ev.Reoffered: _reoffered,
    ev.Reanswered: _of_try(),
    ev.ReofferRefused: _of_try(),
    ev.MediaDone: _by_step(
        {
            MediaStep.agent_offer: _offered,
            MediaStep.agent_answer: _of_seat(whispering.ready),
            MediaStep.whisper: _of_seat(whispering.playing),
            MediaStep.renegotiation: _of_seat(whispering.renegotiated),
        }
    ),
    ev.MediaFailed: _by_step(
        {
            MediaStep.agent_offer: _offer_failed,
            MediaStep.agent_answer: _media_failed,
            MediaStep.whisper: _of_seat(whispering.played),
            MediaStep.renegotiation: _of_seat(whispering.renegotiation_failed),
        }
    ),
    ev.MediaGone: _media_failed,
    ev.SoundCounted: ignore,
    ev.DigitPressed: _of_try(answered=whispering.digit),
    ev.TimerFired: by_timer(
        {
            Timer.claim: _of_try(calling=_claim_unanswered),
            Timer.ring: _of_try(calling=_ring_over),
            Timer.hunt: _hunt_over,
            Timer.wait: _wait_over,
            Timer.whisper: _of_try(answered=whispering.played),
            Timer.accept: _of_try(answered=whispering.not_accepted),
        }
    ),
    ev.AgentsFound: too_late,
    ev.CallerCame: ringing.join,
    ev.TellAsked: ignore,
    ev.HangUpAsked: _hang_up,
}
