"""Whom a hunt group rings, and in which order: decided from plain values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_WORDS = 20


class Strategy(StrEnum):
    """In which order a hunt group rings those who are free."""

    in_order = "in_order"
    ring_all = "ring_all"
    round_robin = "round_robin"
    longest_idle = "longest_idle"


class Matching(StrEnum):
    """What skills and languages mean to a hunt group: nothing, an order, or a condition."""

    ignored = "ignored"
    first = "first"
    only = "only"


@dataclass(frozen=True, slots=True)
class Turn:
    """What an agent did last: `rung` grows with each time a phone of the house was rung; `idle_since` is an instant
    as the database gives it, comparable with others of its kind."""

    rung: int
    idle_since: Any


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent of a hunt group as the hunt sees one. `known`: the person spoke to them before."""

    agent_id: int
    position: int
    free: bool
    fits: bool = True
    known: bool = False
    turn: Turn | None = None


def hunt_waves(strategy: str, candidates: Iterable[Candidate]) -> list[list[int]]:
    """The agents to ring, wave after wave; those of one wave at the same time (MISSION W4, W26).

    Who is free now comes before who is in a call or away, who is rung only if free by then. Among the free, whom the
    person spoke to before is first, and who fits what is asked comes before who does not. Then the strategy decides.
    """
    together = Strategy(strategy) is Strategy.ring_all
    key = _KEYS.get(strategy, _by_position)
    found = sorted(candidates, key=lambda one: (_rank(one), key(one), one.position, one.agent_id))
    waves: list[list[Candidate]] = []
    for one in found:
        if together and waves and _rank(waves[-1][0]) == _rank(one):
            waves[-1].append(one)
        else:
            waves.append([one])
    return [[one.agent_id for one in wave] for wave in waves]


def _rank(one: Candidate) -> tuple[bool, bool, bool]:
    return (not one.free, not (one.known and one.free), not one.fits)


def _by_position(one: Candidate) -> Any:
    return one.position


def _by_turn(one: Candidate) -> Any:
    return one.turn.rung if one.turn else 0


def _by_idleness(one: Candidate) -> Any:
    return (one.turn is not None, one.turn.idle_since if one.turn else None) if one.turn else (False,)


_KEYS: Mapping[str, Callable[[Candidate], Any]] = {
    Strategy.round_robin: _by_turn,
    Strategy.longest_idle: _by_idleness,
}


def needs_turns(strategy: str) -> bool:
    """Whether the strategy asks what each agent did last."""
    return strategy in _KEYS


def fits(skills: frozenset[str], languages: frozenset[str], asked: frozenset[str], language: str) -> bool:
    """Whether an agent has all skills asked for and speaks the language; who names no language speaks any."""
    spoken = base_of(language)
    return asked <= skills and (not spoken or not languages or spoken in languages)


def base_of(language: str) -> str:
    """The language of a tag without its region: "de" of "de-AT"."""
    return language.replace("_", "-").partition("-")[0].strip().casefold()


def words_of(text: str) -> tuple[str, ...]:
    """What somebody wrote with commas between, each word once, without regard to case: ("tents", "repairs")."""
    words = (" ".join(word.split()).casefold() for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS]
