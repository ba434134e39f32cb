"""Whose turn it is: claims the next agent of the plan, or ends the call when there is none."""

from dataclasses import replace

from ringback.channels.voice.engine.effects import DeleteMedia
from ringback.channels.voice.engine.facts import CallOutcome, Role
from ringback.channels.voice.engine.machine.states import Call, Hunting, Moment
from ringback.channels.voice.engine.machine.steps import Effects, Result, claim, finish, offer_to_agent


def next_agent(call: Call, moment: Moment, index: int, before: Effects, offer: str) -> Result:
    """Claim agent number `index`, or end the call when there is none left."""
    if index >= len(call.plan.agents) or call.hunt_over:
        return finish(call, moment, CallOutcome.nobody_answered, before=before)
    agent = call.plan.agents[index]
    call, leg, asked = claim(call, Role.agent, agent.agent_id, agent.destination, agent.ring_seconds)
    return Hunting(call, leg, index + 1, offer), (*before, *asked)


def again(call: Call, moment: Moment, index: int, before: Effects) -> Result:
    """Go on hunting after an agent had answered: the media server gets a conversation with a new name."""
    if index >= len(call.plan.agents) or call.hunt_over:
        return finish(call, moment, CallOutcome.nobody_answered, before=before)
    if not call.media:
        return next_agent(call, moment, index, before, call.placeholder)
    rounds = call.rounds + 1
    freed = DeleteMedia(call.media_id)
    call = replace(call, rounds=rounds, media_id=f"{call.plan.call_id}-{rounds + 1}")
    return next_agent(call, moment, index, (*before, freed, *offer_to_agent(call)), "")
