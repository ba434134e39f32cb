"""Calls about to be dialled, with all that is read for them at once: their groups, who is free, whom they know."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import timedelta

from ringback.base.kit import clock
from ringback.channels.voice import strategies
from ringback.channels.voice.engine.facts import LegCause, Role
from ringback.channels.voice.models import Call, Leg, Stage, VisitorFirst, Way
from ringback.channels.voice.queueing import line
from ringback.channels.voice.queueing.rules import InLine
from ringback.channels.voice.role import grants, planning
from ringback.channels.voice.role.earlier import Before, befores
from ringback.channels.voice.role.ledger import CallState, LegState
from ringback.channels.voice.role.planning import Asked, GroupSetup, Place
from ringback.channels.voice.role.writing import leg_rows
from ringback.channels.voice.services.presence import Roster, roster, spoke_to, turns_of
from ringback.channels.voice.strategies import Turn

# A phone that refuses at once would otherwise be rung many times a second, for as long as a visitor waits on the line.
AGAIN_AFTER = timedelta(seconds=20)
_NOT_IN_VAIN = ("", LegCause.completed, LegCause.cancelled, LegCause.redirected, LegCause.interrupted)


@dataclass(frozen=True, slots=True)
class Crew:
    """The agents of the groups that are called: how they stand, and whose turn it is."""

    roster: Roster
    turns: Mapping[int, Turn]


@dataclass(frozen=True, slots=True)
class Taken:
    """A call with its state, its group if that can be rung, what it asks, and who of ours spoke with them before."""

    row: Call
    state: CallState
    setup: GroupSetup | None
    asked: Asked
    crew: Crew
    before: Before
    media: bool = False
    first_leg: int = 1
    _waves: dict[frozenset[int], list[list[Place]]] = field(default_factory=dict, compare=False)

    def waves(self, free: Set[int]) -> list[list[Place]]:
        """Who is rung, wave after wave, with so many free. Asked several times while a call is placed."""
        if self.setup is None:
            return []
        key = frozenset(free - self._rung_in_vain())
        if key not in self._waves:
            self._waves[key] = self.setup.waves(key, self.asked, self.crew.turns)
        return self._waves[key]

    @property
    def is_held(self) -> bool:
        """Whether the visitor is on the line of a process, and waits there."""
        return self.row.queued_at is not None and self.row.claimed_at is None and self.row.stage != Stage.PLANNED

    @property
    def visitor_first(self) -> str:
        """When the visitor of this call is rung before any agent. Only who has shown that the number is theirs: else
        anybody could have somebody else called who then hears music."""
        setup = self.setup
        rings = setup is not None and setup.line is not None and self.media and self.row.way == Way.OUT
        if not rings or setup is None or self.is_held or not self.row.plan.get("confirmed"):
            return VisitorFirst.NEVER
        return setup.visitor_first

    @property
    def is_dialled(self) -> bool:
        """Whether there is anybody to ring for the call, free or not."""
        return self.setup is not None and bool(self.setup.candidates(self.asked))

    @property
    def may_wait(self) -> bool:
        """Whether the call may stand in the queue."""
        return self.is_held or line.waits_until(self.row) is not None

    def in_line(self) -> InLine:
        """The call as the queue's rules see it."""
        places = self.setup.candidates(self.asked) if self.setup is not None else []
        return InLine(self.row.pk, frozenset(place.agent_id for place in places), self.may_wait, self._first)

    def rings(self, free: Set[int]) -> bool:
        """Whether anybody who is free would be rung at once."""
        return bool(self._first(free))

    def _first(self, free: Set[int]) -> set[int]:
        waves = self.waves(free)
        return {place.agent_id for place in waves[0]} & (free - self._rung_in_vain()) if waves else set()

    def _rung_in_vain(self) -> set[int]:
        """Whose phone has just been rung for a visitor who waits on the line, and was not taken up."""
        since = clock.now() - AGAIN_AFTER
        ended = [leg for leg in self.state.legs.values() if leg.ended_at is not None and leg.ended_at > since]
        tried = {leg.agent_id for leg in ended if leg.agent_id is not None and leg.cause not in _NOT_IN_VAIN}
        return tried if self.is_held else set()

    def wishes(self, free: Set[int]) -> list[grants.Wish]:
        """The first legs, with so many free."""
        waves = self.waves(free)
        return [_wish(self, number, place) for number, place in enumerate(waves[0] if waves else [], self.first_leg)]

    @property
    def visitor_trunk_id(self) -> int | None:
        """The trunk that the visitor is to be dialled through; None where they are there already, or in a page."""
        if (
            self.setup is None
            or self.setup.line is None
            or self.row.way == Way.IN
            or planning.talks_from_page(self.row)
        ):
            return None
        return self.setup.line.trunk_id

    def visitor_wish(self) -> grants.Wish:
        """The visitor's leg, where it is the first."""
        assert self.setup is not None
        target = planning.visitor_of(self.row, self.setup)
        return grants.Wish(
            call=self.state,
            number=self.first_leg,
            role=Role.visitor,
            agent_id=None,
            uri=target.uri,
            trunk_id=planning.trunk_id_of(target),
            sip_call_id=f"{self.row.call_id}-{self.first_leg}",
        )


def crew_of(setups: Iterable[GroupSetup]) -> Crew:
    """How the agents of these groups stand: a query, and another where somebody's turn is asked for."""
    known = list(setups)
    agents = sorted({place.agent_id for setup in known for place in setup.places})
    by_turn = {place.agent_id for setup in known if strategies.needs_turns(setup.strategy) for place in setup.places}
    return Crew(
        roster=roster(agents) if agents else Roster(set(), set(), 0),
        turns=turns_of(sorted(by_turn)) if by_turn else {},
    )


def take(
    rows: Iterable[Call], setups: Mapping[int, GroupSetup], crew: Crew, held: Mapping[int, CallState], *, media: bool
) -> list[Taken]:
    """The calls in the order of `rows`; `held`: the states of those that are on the line already. `media`: there is a
    media server, so that agents can be told who spoke with the person before."""
    calls = list(rows)
    tried = _legs_before([row.pk for row in calls if row.queued_at is not None and row.pk not in held])
    known = _spoke_to(calls, setups)
    before = befores(calls, setups) if media else {}
    states = {row.pk: held.get(row.pk) or _state(row, tried.get(row.pk, {})) for row in calls}
    return [
        Taken(
            row=row,
            state=states[row.pk],
            setup=_reachable(row, setups.get(row.group_id or 0)),
            asked=planning.asked_of(row, known.get(row.person_id or 0)),
            crew=crew,
            before=before.get(row.pk, {}),
            media=media,
            first_leg=states[row.pk].next_leg,
        )
        for row in calls
    ]


def _spoke_to(rows: Iterable[Call], setups: Mapping[int, GroupSetup]) -> dict[int, int]:
    """Whom the persons spoke to last, looked for where the group minds it and it may be anybody."""
    minding = {key for key, setup in setups.items() if setup.prefers_known and len(setup.places) > 1}
    return spoke_to(
        row.person_id
        for row in rows
        if row.person_id is not None and row.group_id in minding and not row.plan.keys() & {"newcomer", "prefer"}
    )


def _reachable(row: Call, setup: GroupSetup | None) -> GroupSetup | None:
    """The group if there is a way to the visitor: a trunk of its own, the page they are on, or they are there."""
    there = row.way == Way.IN or planning.talks_from_page(row)
    return setup if setup is not None and (setup.line is not None or there) else None


def _legs_before(row_ids: list[int]) -> dict[int, dict[int, LegState]]:
    """The legs of calls that were put back into the queue after they had been tried."""
    found: dict[int, dict[int, LegState]] = {}
    for leg in Leg.objects.filter(call_id__in=row_ids) if row_ids else ():
        found.setdefault(leg.call_id, {}).update(leg_rows([leg]))
    return found


def _state(row: Call, legs: dict[int, LegState]) -> CallState:
    return CallState(
        row_id=row.pk,
        call_id=row.call_id,
        organisation_id=row.organisation_id,
        promise_id=row.promise_id,
        attempt_id=row.attempt_id,
        number=row.number,
        waits_until=line.waits_until(row),
        legs=legs,
        asked=max(legs, default=0),
        own_line=bool(row.plan.get("own_line")),
    )


def _wish(one: Taken, number: int, place: Place) -> grants.Wish:
    target = planning.to_agent(place, one.row)
    return grants.Wish(
        call=one.state,
        number=number,
        role=Role.agent,
        agent_id=place.agent_id,
        uri=target.uri,
        trunk_id=planning.trunk_id_of(target),
        sip_call_id=f"{one.row.call_id}-{number}",
    )
