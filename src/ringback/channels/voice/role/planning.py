"""From a hunt group's rows to the plan of one call."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ringback.base.database.sealed import Unopened
from ringback.base.kit import clock
from ringback.channels.voice import addresses, strategies
from ringback.channels.voice.engine import plan as engine
from ringback.channels.voice.models import Call, HuntGroup, HuntGroupMember, Trunk, Way
from ringback.channels.voice.strategies import Matching, Turn

ACCEPT_DIGIT = "1"
# Set-ups change rarely and are needed for every call: kept for a moment, and forgotten at a ring of the bell.
KEPT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A trunk as the engine dials it, and its row."""

    trunk_id: int
    trunk: engine.Trunk
    caller_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """An agent's place in a hunt group."""

    agent_id: int
    position: int
    address: str
    ring_seconds: int
    line: Line | None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks of whoever takes it. `only` these agents, if given; `known`: whom the person spoke to before."""

    only: frozenset[int] | None = None
    known: int | None = None
    skills: frozenset[str] = frozenset()
    language: str = ""


def asked_of(call: Call, spoke_to: int | None) -> Asked:
    """What the call's plan says, with whom the person spoke to last where it names nobody."""
    plan = call.plan
    only = plan.get("agents")
    return Asked(
        only=None if only is None else frozenset(only),
        known=plan.get("prefer") or spoke_to,
        skills=frozenset(plan.get("skills", ())),
        language=plan.get("language", ""),
    )


@dataclass(frozen=True, slots=True)
class GroupSetup:
    """A hunt group as plain values."""

    group_id: int
    strategy: str
    matching: str
    prefers_known: bool
    language: str
    whisper: str
    press_to_accept: bool
    record: bool
    announcement: str
    greeting: str
    visitor_first: str
    plays_music: bool
    music: str
    visitor_ring_seconds: int
    most_talk_seconds: int
    line: Line | None
    places: tuple[Place, ...]

    def waves(self, free: Set[int], asked: Asked, turns: Mapping[int, Turn]) -> list[list[Place]]:
        """The places as they are rung for such a call: one wave after the other."""
        by_agent = {place.agent_id: place for place in self.candidates(asked)}
        candidates = [
            strategies.Candidate(
                agent_id=agent_id,
                position=place.position,
                free=agent_id in free,
                fits=self._fits(place, asked),
                known=agent_id == asked.known,
                turn=turns.get(agent_id),
            )
            for agent_id, place in by_agent.items()
        ]
        waves = strategies.hunt_waves(self.strategy, candidates)
        return [[by_agent[agent_id] for agent_id in wave] for wave in waves]

    def candidates(self, asked: Asked) -> list[Place]:
        """Who may take such a call at all, free or not."""
        named = [one for one in self.places if asked.only is None or one.agent_id in asked.only]
        strict = self.matching == Matching.only and asked.only is None
        return [one for one in named if not strict or self._fits(one, asked)]

    def _fits(self, place: Place, asked: Asked) -> bool:
        if self.matching == Matching.ignored:
            return True
        return strategies.fits(place.skills, place.languages, asked.skills, asked.language)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Paths of the files a call plays; None: silence. `whispers` are those of single agents, by their id."""

    whisper: str | None = None
    ringback: str | None = None
    announcement: str | None = None
    whispers: Mapping[int, str] = field(default_factory=dict)
    greeting: str | None = None
    beep: str | None = None
    music: str | None = None


@dataclass(slots=True)
class Setups:
    """The hunt groups' set-ups, loaded three queries at a time for all that are missing."""

    _kept: dict[int, tuple[float, GroupSetup]] = field(default_factory=dict)

    def forget(self) -> None:
        """Somebody changed something: look again."""
        self._kept = {}

    def of(self, group_ids: Iterable[int]) -> Mapping[int, GroupSetup]:
        """The set-up of each group that still exists."""
        now = clock.monotonic()
        wanted = set(group_ids)
        fresh = {key: setup for key, (at, setup) in self._kept.items() if key in wanted and now - at < KEPT_SECONDS}
        missing = wanted - fresh.keys()
        if missing:
            loaded = _load(missing)
            self._kept |= {key: (now, setup) for key, setup in loaded.items()}
            fresh |= loaded
        return fresh


def _load(group_ids: set[int]) -> dict[int, GroupSetup]:
    places: dict[int, list[HuntGroupMember]] = {}
    members = HuntGroupMember.objects.filter(group_id__in=group_ids, agent__active=True).select_related("agent")
    for place in members:
        places.setdefault(place.group_id, []).append(place)
    groups = list(HuntGroup.objects.filter(id__in=group_ids))
    named = [*(group.trunk_id for group in groups), *(place.agent.trunk_id for place in members)]
    trunks = Trunk.objects.filter(id__in={trunk_id for trunk_id in named if trunk_id is not None}, active=True)
    lines = {trunk.pk: line_of(trunk) for trunk in trunks if not isinstance(trunk.secret, Unopened)}
    return {group.pk: _setup(group, places.get(group.pk, []), lines) for group in groups}


def _setup(group: HuntGroup, members: list[HuntGroupMember], lines: Mapping[int, Line]) -> GroupSetup:
    line = lines.get(group.trunk_id or 0)
    return GroupSetup(
        group_id=group.pk,
        strategy=group.strategy,
        matching=group.matching,
        prefers_known=group.prefers_known,
        language=group.language,
        whisper=group.whisper,
        press_to_accept=group.press_to_accept,
        record=group.record,
        announcement=group.announcement,
        greeting=group.greeting,
        visitor_first=group.visitor_first,
        plays_music=group.plays_music,
        music=group.music,
        visitor_ring_seconds=group.visitor_ring_seconds,
        most_talk_seconds=group.most_talk_seconds,
        line=line,
        places=tuple(
            Place(
                agent_id=place.agent_id,
                position=place.position,
                address=place.agent.address,
                ring_seconds=place.ring_seconds,
                line=lines.get(place.agent.trunk_id or 0, line) if addresses.is_number(place.agent.address) else None,
                skills=frozenset(strategies.words_of(place.agent.skills)),
                languages=frozenset(strategies.words_of(place.agent.languages)),
            )
            for place in members
            if line is not None or place.agent.trunk_id in lines or not addresses.is_number(place.agent.address)
        ),
    )


def line_of(trunk: Trunk) -> Line:
    """A trunk's row as the engine takes it; its key is the row's id."""
    return Line(
        trunk.pk,
        engine.Trunk(
            key=str(trunk.pk),
            host=trunk.host,
            port=trunk.port,
            username=trunk.username,
            secret=trunk.secret,
            from_user=trunk.caller_id or trunk.username,
            from_domain=trunk.from_domain,
        ),
        trunk.caller_id,
    )


def trunk_id_of(destination: engine.Destination) -> int | None:
    """The row of the trunk a destination goes through."""
    return int(destination.trunk.key) if destination.trunk is not None else None


def plan_of(call: Call, setup: GroupSetup, waves: list[list[Place]], sounds: Sounds, *, media: bool) -> engine.CallPlan:
    """The engine's plan. `setup.line` must be there for a visitor with a phone, who is reached through it."""
    targets = tuple(tuple(target(place, call, sounds if media else Sounds()) for place in wave) for wave in waves)
    return engine.CallPlan(
        call_id=call.call_id,
        waves=targets,
        visitor=visitor_of(call, setup),
        visitor_ring_seconds=float(setup.visitor_ring_seconds),
        whisper=sounds.whisper if media else None,
        accept_digit=ACCEPT_DIGIT if media and setup.press_to_accept else None,
        ringback=sounds.ringback if media else None,
        announcement=sounds.announcement if media and setup.record else None,
        record=media and setup.record,
        max_talk_seconds=float(setup.most_talk_seconds),
        max_silent_seconds=float(settings.SILENCE_SECONDS),
    )


def talks_from_page(call: Call) -> bool:
    """Whether the visitor talks from the page they are on, and has no phone that could be dialled."""
    return bool(call.plan.get("in_browser"))


def visitor_of(call: Call, setup: GroupSetup) -> engine.Destination:
    """Where the visitor is reached. `setup.line` must be there for one with a phone."""
    if talks_from_page(call):
        return engine.Destination(uri=f"{engine.BROWSER}visitor", trunk=None, caller_id="")
    assert setup.line is not None
    return _through(setup.line, call.number)


def target(place: Place, call: Call, sounds: Sounds) -> engine.AgentTarget:
    """An agent as the engine tries them."""
    whisper = sounds.whispers.get(place.agent_id)
    return engine.AgentTarget(place.agent_id, to_agent(place, call), float(place.ring_seconds), whisper)


def _through(line: Line, number: str) -> engine.Destination:
    uri = addresses.uri_of(number, line.trunk.host, line.trunk.port)
    return engine.Destination(uri=uri, trunk=line.trunk, caller_id=line.caller_id)


def to_agent(place: Place, call: Call) -> engine.Destination:
    """A desk phone shows the visitor's number; a carrier only lets our own through."""
    if place.line is not None:
        return _through(place.line, place.address)
    if place.address == addresses.BROWSER:
        return engine.Destination(uri=f"{engine.BROWSER}agent-{place.agent_id}", trunk=None, caller_id="")
    words: Mapping[str, Any] = call.plan.get("words", {})
    shown = str(words.get("site") or (words.get("name", "") if call.way == Way.IN else ""))[:60]
    return engine.Destination(uri=place.address, trunk=None, caller_id=call.number, display_name=shown)
