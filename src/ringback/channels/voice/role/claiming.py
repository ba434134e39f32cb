"""Taking planned calls: the call, its plan and its first leg in one transaction, then over to the engine."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ringback.base.database.claims import claim, worth_trying
from ringback.base.database.queries import instant
from ringback.base.kit import clock
from ringback.channels.voice import rules, strategies, whispered
from ringback.channels.voice.engine.facts import CallEnded, CallOutcome, RecordingFailed, Role
from ringback.channels.voice.engine.plan import CallPlan
from ringback.channels.voice.models import Call, Stage
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.recordings.spool import RECORDING_BYTES_A_SECOND
from ringback.channels.voice.role import grants, planning
from ringback.channels.voice.role.earlier import Before, befores
from ringback.channels.voice.role.journal import AfterCommit, Journal
from ringback.channels.voice.role.ledger import CallState, LegState
from ringback.channels.voice.role.planning import Asked, GroupSetup, Place, Setups, Sounds
from ringback.channels.voice.services.presence import free_agents, spoke_to, turns_of
from ringback.channels.voice.strategies import Turn

log = logging.getLogger(__name__)

MOST_AT_ONCE = 25
FIRST_LEG = 1
# In the words of the partial index: as a parameter, a prepared statement could not know that it applies.
_IS_PLANNED = "stage = 'planned'"
_PLANNED = f"SELECT 1 FROM {Call._meta.db_table} WHERE {_IS_PLANNED} LIMIT 1"


@dataclass(frozen=True, slots=True)
class _Crew:
    """The agents of the groups that are called: who is free, and whose turn it is."""

    free: set[int]
    turns: Mapping[int, Turn]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A call just claimed: its row, its state, its group, what it asks, who is rung wave after wave, and who spoke with
    them before."""

    row: Call
    state: CallState
    setup: GroupSetup | None
    asked: Asked
    waves: list[list[Place]]
    before: Before = field(default_factory=dict)


class Claiming:
    """The chore that takes planned calls within the process's capacity, oldest first."""

    def __init__(
        self,
        epoch: str,
        journal: Journal,
        setups: Setups,
        sounds: "SoundMaker",
        place: Callable[[CallPlan], None],
        capacity: int,
    ) -> None:
        self._epoch = epoch
        self._journal = journal
        self._setups = setups
        self._sounds = sounds
        self._place = place
        self._capacity = capacity
        self.draining = False

    def wanted(self) -> bool:
        return not self.draining and self._room() > 0 and worth_trying(_PLANNED)

    def do(self) -> list[AfterCommit]:
        """Claim, judge, and write the first legs; the rest happens after the commit."""
        now = clock.now()
        rows = claim(
            Call,
            where=_IS_PLANNED,
            params=[],
            changes={"stage": "%s", "epoch": "%s", "claimed_at": "%s"},
            values=[Stage.HUNTING, self._epoch, instant(now)],
            order="planned_at",
            limit=min(self._room(), MOST_AT_ONCE),
        )
        rows.sort(key=lambda row: row.planned_at)
        setups = self._setups.of(row.group_id for row in rows if row.group_id is not None)
        crew = _crew_of(setups.values())
        spoke_to = _spoke_to(rows, setups)
        before = befores(rows, setups) if self._sounds.media else {}
        taken = [
            replace(
                _take(row, setups.get(row.group_id or 0), crew, spoke_to.get(row.person_id or 0)),
                before=before.get(row.pk, {}),
            )
            for row in rows
        ]
        return self._first_legs(taken, crew)

    def _room(self) -> int:
        return self._capacity - len(self._journal.ledger.calls)

    def _first_legs(self, taken: list[_Taken], crew: _Crew) -> list[AfterCommit]:
        """Hunting goes by who is free as calls are given their first agents, one after the other."""
        live = [one for one in taken if one.row.expires_at > clock.now() and one.waves and one.setup is not None]
        first = [_wish(one, number, place) for one in live for number, place in enumerate(one.waves[0], FIRST_LEG)]
        ground = grants.survey(first, self._epoch, crew.free) if first else None
        afters: list[AfterCommit] = []
        for one in taken:
            if ground is not None and grants.is_barred(one.state, ground):
                one.state.denial = rules.NEVER
            if ground is None or one not in live or one.state.denial:
                afters.append(partial(self._close, one))
                continue
            afters.append(self._judge(one, ground, crew))
        return afters

    def _judge(self, one: _Taken, ground: grants.Ground, crew: _Crew) -> AfterCommit:
        assert one.setup is not None
        waves = one.setup.waves(ground.free, one.asked, crew.turns)
        for number, place in enumerate(waves[0], FIRST_LEG):
            leg = grants.grant(_wish(one, number, place), ground, clock.now())
            if isinstance(leg, LegState):
                one.state.legs[number] = leg
                one.state.granted[number] = leg.agent_id
            # Else the engine's own claim of it will be denied for the same reason, and the hunt goes on from there.
        return partial(self._start, replace(one, waves=waves))

    def _start(self, one: _Taken) -> None:
        """After the commit: the call is ours. Its sounds may have to be spoken first, which is not waited for here."""
        self._journal.ledger.open(one.state)
        assert one.setup is not None
        self._sounds.then(one.row, one.setup, one.before, partial(self._hand_over, one))

    def _hand_over(self, one: _Taken, sounds: Sounds) -> None:
        assert one.setup is not None
        if one.state.unwanted:
            self._journal.record(CallEnded(one.row.call_id, clock.now(), CallOutcome.cancelled, 0.0))
            return
        plan = planning.plan_of(one.row, one.setup, one.waves, sounds, media=self._sounds.media)
        if plan.record and not self._sounds.has_room():
            plan = replace(plan, record=False, announcement=None)
            self._journal.record(RecordingFailed(one.row.call_id, clock.now(), "the spool of recordings is full"))
        one.state.uris = {agent.agent_id: agent.destination.uri for agent in plan.agents} | {0: plan.visitor.uri}
        self._place(plan)

    def _close(self, one: _Taken) -> None:
        """A call that cannot be dialled: not wanted, too late, or nobody to dial it through."""
        self._journal.ledger.open(one.state)
        now = clock.now()
        if one.state.denial:
            outcome = CallOutcome.visitor_denied
        elif one.row.expires_at <= now:
            one.state.detail, outcome = "no voice process could dial it in time", CallOutcome.interrupted
        elif one.setup is None or one.setup.line is None:
            one.state.detail, outcome = "the hunt group has no working trunk", CallOutcome.trunk_failed
        else:
            one.state.detail, outcome = "the hunt group has no agents", CallOutcome.nobody_answered
        self._journal.record(CallEnded(one.row.call_id, now, outcome, 0.0))


def _crew_of(setups: Iterable[GroupSetup]) -> _Crew:
    agents = sorted({place.agent_id for setup in setups for place in setup.places})
    by_turn = {place.agent_id for setup in setups if strategies.needs_turns(setup.strategy) for place in setup.places}
    return _Crew(
        free=free_agents(agents) if agents else set(),
        turns=turns_of(sorted(by_turn)) if by_turn else {},
    )


def _spoke_to(rows: Iterable[Call], setups: Mapping[int, GroupSetup]) -> dict[int, int]:
    """Whom the persons spoke to last, looked for where the group minds it and it may be anybody."""
    minding = {key for key, setup in setups.items() if setup.prefers_known and len(setup.places) > 1}
    return spoke_to(
        row.person_id
        for row in rows
        if row.person_id is not None and row.group_id in minding and not row.plan.keys() & {"newcomer", "prefer"}
    )


def _take(row: Call, setup: GroupSetup | None, crew: _Crew, known: int | None) -> _Taken:
    state = CallState(
        row_id=row.pk,
        call_id=row.call_id,
        organisation_id=row.organisation_id,
        promise_id=row.promise_id,
        attempt_id=row.attempt_id,
        number=row.number,
    )
    reachable = setup if setup is not None and setup.line is not None else None
    asked = planning.asked_of(row, known)
    waves = reachable.waves(crew.free, asked, crew.turns) if reachable is not None else []
    return _Taken(row, state, reachable, asked, waves)


def _wish(one: _Taken, number: int, place: Place) -> grants.Wish:
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


@dataclass(frozen=True, slots=True)
class Texts:
    """What is spoken in one call; `own` is what single agents hear in place of `whisper`."""

    whisper: str
    announcement: str
    own: Mapping[int, str]

    def __iter__(self) -> Iterator[str]:
        return iter({self.whisper, self.announcement, *self.own.values()})


class SoundMaker:
    """Speaks whispers and announcements off the writer's thread; what was spoken before is there at once."""

    def __init__(self, prompts: Prompts, executor: Executor, *, media: bool, room: Callable[[], int]) -> None:
        self._prompts = prompts
        self._executor = executor
        self._room = room
        self.media = media
        self._made: dict[tuple[str, str], str] = {}

    def has_room(self) -> bool:
        """Whether the spool takes the recording of another call, of ten minutes say."""
        return self._room() > 600 * RECORDING_BYTES_A_SECOND

    def then(self, row: Call, setup: GroupSetup, before: Before, go_on: Callable[[Sounds], None]) -> None:
        """Call `go_on` with the files, here and now if all are known, else from another thread."""
        if not self.media:
            go_on(Sounds())
            return
        texts = _texts(row, setup, before)
        if self._is_made("", "ringing") and all(not text or self._is_made(text, setup.language) for text in texts):
            go_on(self._sounds(texts, setup.language))
        else:
            self._executor.submit(self._make, texts, setup.language, go_on)

    def _is_made(self, text: str, language: str) -> bool:
        path = self._made.get((text, language))
        return path is not None and Path(path).exists()

    def _make(self, texts: Texts, language: str, go_on: Callable[[Sounds], None]) -> None:
        sounds = Sounds()
        try:
            if len(self._made) > 5000:
                self._made.clear()
            self._made[("", "ringing")] = str(self._prompts.ringing())
            for text in filter(None, texts):
                self._made[(text, language)] = str(self._prompts.spoken(text, language))
            sounds = self._sounds(texts, language)
        except OSError as trouble:
            log.warning("no prompts can be made: %s", trouble)
        go_on(sounds)

    def _sounds(self, texts: Texts, language: str) -> Sounds:
        made = {text: self._made.get((text, language)) for text in texts if text}
        own = {agent_id: path for agent_id, text in texts.own.items() if (path := made.get(text))}
        return Sounds(made.get(texts.whisper), self._made.get(("", "ringing")), made.get(texts.announcement), own)


def _texts(row: Call, setup: GroupSetup, before: Before) -> Texts:
    words: Mapping[str, str] = row.plan.get("words", {})

    def whisper(said: str) -> str:
        return whispered.text(setup.whisper, {**words, "before": said})

    own = {agent_id: whisper(said) for agent_id, said in before.items()}
    return Texts(own.pop(0, "") or whisper(""), setup.announcement if setup.record else "", own)
