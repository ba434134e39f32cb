"""Candidates as pages show them: lists by stage and state, the funnel, one application's steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from ringback.base.accounts.services import Actor, member_names
from ringback.doors.hiring.candidates.models import Application, StageMove, State
from ringback.doors.hiring.candidates.services import applications_of
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.openings.services import stages_of

PAGE_ROWS = 50
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which candidates of an opening a list shows: in a `stage_id`, that `reached` one, in a `state` or "waiting"."""

    stage_id: int | None = None
    reached_id: int | None = None
    state: str = ""


def listed(actor: Actor, opening_id: int, asked: Asked) -> QuerySet[Application]:
    """Those that were asked for, the newest first."""
    rows = applications_of(actor, opening_id).select_related("stage").order_by("-id")
    if asked.stage_id is not None:
        rows = rows.filter(stage_id=asked.stage_id, state=State.ACTIVE)
    if asked.reached_id is not None:
        rows = rows.filter(_reached(opening_id, asked.reached_id))
    if asked.state == WAITING:
        rows = rows.filter(answered_at=None, person__isnull=False).exclude(state=State.WITHDRAWN)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    return rows.defer("message", "resume_text", "merits", "reserve_reason")


def _reached(opening_id: int, stage_id: int) -> Exists:
    least = Stage.objects.filter(opening_id=opening_id, id=stage_id).values_list("position", flat=True).first()
    moves = StageMove.objects.filter(application=OuterRef("pk"), to_stage__opening_id=opening_id)
    return Exists(moves.filter(to_stage__position__gte=least if least is not None else 32767))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: how many came as far as this `stage` (None: hired), their share of those in the step
    before and of all, both between 0 and 1, and how many stand here now."""

    stage: Stage | None
    count: int
    of_before: float | None
    of_all: float | None
    now: int


def funnel(opening: Opening) -> list[Step]:
    """Counts and conversion at each stage, and who was hired at the end (MISSION H1). Two queries."""
    stages = stages_of(opening.pk)
    furthest = (
        StageMove.objects.filter(application__opening=opening)
        .values("application_id", "application__state", "application__stage_id")
        .annotate(most=Max("to_stage__position"))
        .values_list("application__state", "application__stage_id", "most")
    )
    found = list(furthest)
    counts: list[tuple[Stage | None, int, int]] = [
        (
            stage,
            sum(1 for _state, _stage, most in found if most is not None and most >= stage.position),
            sum(1 for state, stage_id, _most in found if state == State.ACTIVE and stage_id == stage.pk),
        )
        for stage in stages
    ]
    hired = sum(1 for state, _stage, _most in found if state == State.HIRED)
    return _with_shares([*counts, (None, hired, hired)])


def _with_shares(counts: Sequence[tuple[Stage | None, int, int]]) -> list[Step]:
    steps: list[Step] = []
    for stage, count, now in counts:
        before = steps[-1].count if steps else None
        first = steps[0].count if steps else None
        steps.append(Step(stage, count, _share(count, before), _share(count, first), now))
    return steps


def _share(part: int, whole: int | None) -> float | None:
    return part / whole if whole else None


def counts(opening_id: int) -> Mapping[str, int]:
    """How many applications are in each state, and how many wait for an answer."""
    states = list(Application.objects.filter(opening_id=opening_id).values_list("state", "answered_at", "person_id"))
    found = {state: sum(1 for one, _at, _person in states if one == state) for state in State.values}
    owed = sum(1 for state, at, person in states if at is None and person and state != State.WITHDRAWN)
    return {**found, WAITING: owed}


@dataclass(frozen=True, slots=True)
class Past:
    """One step of an application, as its page shows it."""

    at: datetime
    by: str
    from_stage: str
    to_stage: str
    from_state: str
    to_state: str
    why: str

    @property
    def state_label(self) -> str:
        """The state it got into, "" where it stayed active."""
        return "" if self.from_state == self.to_state else str(State(self.to_state).label)


def past(application: Application) -> list[Past]:
    """The application's steps, the newest first."""
    names = member_names(application.organisation_id, gone_too=True)
    moves = application.moves.select_related("from_stage", "to_stage").order_by("-at", "-id")
    return [
        Past(
            move.at,
            names.get(move.by_id or 0, ""),
            move.from_stage.name if move.from_stage else "",
            move.to_stage.name if move.to_stage else "",
            move.from_state,
            move.to_state,
            move.why,
        )
        for move in moves
    ]
