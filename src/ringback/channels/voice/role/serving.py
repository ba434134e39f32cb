"""Agents for a visitor who waits on the line: their first legs, and the word to the engine."""

from collections.abc import Callable

from ringback.base.kit import clock
from ringback.channels.voice import rules
from ringback.channels.voice.engine.runner import Waves
from ringback.channels.voice.role import grants, planning
from ringback.channels.voice.role.holding import Held
from ringback.channels.voice.role.journal import AfterCommit
from ringback.channels.voice.role.ledger import LegState
from ringback.channels.voice.role.taken import Taken

Hunt = Callable[[str, Waves, int], None]


def serve(one: Taken, held: Held, ground: grants.Ground, hunt: Hunt) -> AfterCommit | None:
    """Grant the first wave's legs, in the caller's transaction; None where there is nobody: then they wait on.

    The call is under way, so that nothing of it is changed before the commit.
    """
    first, refused = one.first_leg, {0}
    legs: list[LegState] = []
    while not legs and refused:
        waves = one.waves(ground.free)
        refused = set()
        for wish in one.wishes(ground.free):
            leg = grants.grant(wish, ground, clock.now())
            if isinstance(leg, LegState):
                legs.append(leg)
            elif leg == rules.NOT_FREE and wish.agent_id in ground.free:
                refused.add(wish.agent_id)
        ground.free -= refused
    if not legs:
        return None
    targets: Waves = tuple(tuple(planning.target(place, one.row, held.sounds) for place in wave) for wave in waves)

    def ring() -> None:
        one.state.uris = {**one.state.uris, **{t.agent_id: t.destination.uri for wave in targets for t in wave}}
        for leg in legs:
            one.state.legs[leg.number] = leg
            one.state.granted[leg.number] = leg.agent_id
        hunt(one.row.call_id, targets, first)

    return ring
