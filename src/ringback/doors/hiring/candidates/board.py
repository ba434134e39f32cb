"""The board of an opening: a column a stage, so many cards each. What it costs does not grow with the candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.openings.services import opening_of, stages_of

CARDS = 30


@dataclass(frozen=True, slots=True)
class Card:
    """One candidate on the board. `next_id`: the stage after this one, or None at the end."""

    id: int
    version: int
    name: str
    days: int
    late: bool
    too_dear: bool
    owed: bool
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with the first of its active candidates, those who came into it longest ago first."""

    stage: Stage
    count: int
    cards: Sequence[Card]
    next: Stage | None

    @property
    def more(self) -> int:
        """How many stand in the list alone."""
        return self.count - len(self.cards)


def columns(actor: Actor, opening_id: int) -> tuple[Opening, list[Column]]:
    """The opening and its board: one query a stage, and one to count. Raises NotFoundError, NotAllowedError."""
    opening = opening_of(actor, opening_id)
    stages = stages_of(opening_id)
    active = Application.objects.filter(opening=opening, state=State.ACTIVE)
    counts = dict(active.order_by().values_list("stage_id").annotate(Count("id")))
    return opening, [
        Column(stage, counts.get(stage.pk, 0), _cards(opening, stage, following, counts), following)
        for stage, following in zip(stages, [*stages[1:], None], strict=True)
    ]


def _cards(opening: Opening, stage: Stage, following: Stage | None, counts: dict[int, int]) -> list[Card]:
    if not counts.get(stage.pk):
        return []
    rows = Application.objects.filter(opening=opening, stage=stage, state=State.ACTIVE).order_by("entered_at", "id")
    found = rows.values_list("id", "version", "name", "entered_at", "wanted_pay", "answered_at")[:CARDS]
    now, limit = clock.now(), timedelta(days=stage.days or 36_500)
    return [
        Card(
            number,
            version,
            name,
            max(0, (now - entered_at).days),
            now - entered_at > limit,
            wanted is not None and opening.pay_to is not None and wanted > opening.pay_to,
            answered_at is None,
            following.pk if following else None,
        )
        for number, version, name, entered_at, wanted, answered_at in found
    ]
