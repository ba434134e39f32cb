"""The pipeline: columns of what is on its way, and what is behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ringback.doors.jobsearch.employers import rules
from ringback.doors.jobsearch.employers.models import Stage
from ringback.doors.jobsearch.employers.shown import Shown

# From candidacies to a few words about those of them that want to be looked at, by their ids.
Marker = Callable[[Sequence[Shown]], Mapping[int, str]]

_markers: list[Marker] = []


def marks(marker: Marker) -> None:
    """Let a part of the door mark cards of the board; the same one is added once."""
    if marker not in _markers:
        _markers.append(marker)


@dataclass(frozen=True, slots=True)
class Card:
    """One candidacy on the board: since how many days it stands there; `late`: an answer was expected before now.

    `mark`: what a part of the door says of it in a few words.
    """

    shown: Shown
    days: int
    late: bool
    next_stage: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage and its cards, what has stood longest first."""

    stage: str
    title: str
    cards: list[Card]
    next_title: str


def columns(candidacies: list[Shown], now: datetime) -> list[Column]:
    """The columns in order, empty ones too."""
    titles = {stage.value: str(stage.label) for stage in Stage}
    said = _marks(candidacies)
    following = dict(zip(rules.COLUMNS, (*rules.COLUMNS[1:], Stage.SIGNED.value), strict=True))
    return [
        Column(
            stage,
            titles[stage],
            [card(one, now, following[stage], said.get(one.id, "")) for one in candidacies if one.row.stage == stage],
            titles[following[stage]],
        )
        for stage in rules.COLUMNS
    ]


def card(one: Shown, now: datetime, next_stage: str = "", mark: str = "") -> Card:
    """One candidacy as lists show it."""
    late = one.row.expected_at is not None and one.row.expected_at < now and not one.ended
    return Card(one, (now - one.row.entered_at).days, late, next_stage, mark)


def _marks(candidacies: Sequence[Shown]) -> dict[int, str]:
    return {key: words for marker in _markers for key, words in marker(candidacies).items()}
