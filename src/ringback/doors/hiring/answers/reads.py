"""How decisions stand: what waits, what has gone out, what nobody knows of; and who is kept for later. Read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import clock
from ringback.core.promises.services import Attempt, Outcome, Promise
from ringback.core.promises.services import State as Kept
from ringback.doors.hiring.answers import rules
from ringback.doors.hiring.answers.models import Answer, Decision
from ringback.doors.hiring.answers.services import undecided
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import agreed_to_be_kept, kept_since
from ringback.doors.hiring.goodbye import reads as goodbyes
from ringback.doors.hiring.goodbye.models import Goodbye
from ringback.doors.hiring.goodbye.reads import Blocking
from ringback.doors.hiring.goodbye.services import CALL_FIRST
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import openings_of, stages_of

MOST_FINALISTS = 12
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """Of everybody who was owed an answer so many have it (MISSION H6)."""

    answered: int
    owed: int

    @property
    def share(self) -> float | None:
        """0 to 1; None before anybody applied."""
        return self.answered / self.owed if self.owed else None


@dataclass(frozen=True, slots=True)
class Made:
    """One decision as the page shows it, with its answers by what became of them."""

    decision: Decision
    by: str
    hired: str
    runner_up: str
    waiting: int
    given: int
    doubtful: Sequence[Answer]
    stuck: Sequence[Answer]
    to_call: Sequence[Answer]

    @property
    def may_cancel(self) -> bool:
        """Whether anything of it can be held back."""
        return self.decision.cancelled_at is None and bool(self.waiting or self.to_call or not self.given)


@dataclass(frozen=True, slots=True)
class Finalist:
    """Somebody who came far: what the recruiter leans to, what blocks, and how often they asked (MISSION H7, H15)."""

    application: Application
    leaning: str
    asked: int
    blocking: Sequence[Blocking]


@dataclass(frozen=True, slots=True)
class InReserve:
    """Somebody in the reserve. `first`: the chosen one has left, so that they are called before anybody else.

    `agreed_at`: when they agreed to be kept for other posts; None: they have not.
    """

    application: Application
    since: datetime | None
    first: bool
    agreed_at: datetime | None


def answered_figure(opening_id: int) -> Figure:
    """The share answered of an opening."""
    counts = Application.objects.filter(opening_id=opening_id).aggregate(
        answered=Count("id", filter=Q(answered_at__isnull=False)),
        open=Count("id", filter=Q(answered_at=None, person__isnull=False) & ~Q(state=State.WITHDRAWN)),
    )
    return Figure(counts["answered"], counts["answered"] + counts["open"])


def choosable(opening_id: int) -> list[Application]:
    """Who waits and has no answer on its way, those who came furthest first."""
    place = {stage.pk: stage.position for stage in stages_of(opening_id)}
    found = list(undecided(opening_id).select_related("stage")[: rules.MOST_ANSWERS])
    return sorted(found, key=lambda row: (-place.get(row.stage_id, 0), row.name.lower(), row.pk))


def finalists(actor: Actor, found: Sequence[Application]) -> list[Finalist]:
    """Those of `choosable` who came furthest, beside each other."""
    furthest = found[:MOST_FINALISTS]
    ids = [row.pk for row in furthest]
    rows = Application.objects.filter(pk__in=ids).annotate(asked=Count("reminders"))
    asked: Mapping[int, int] = dict(rows.values_list("pk", "asked"))
    leanings: dict[int, str] = {}
    for one in Goodbye.objects.filter(application_id__in=ids).exclude(leaning="").order_by("id"):
        leanings[one.application_id] = one.get_leaning_display()
    blocked = goodbyes.blocking(ids, actor.organisation_id)
    return [Finalist(row, leanings.get(row.pk, ""), asked[row.pk], blocked.get(row.pk, ())) for row in furthest]


def decisions(actor: Actor, opening: Opening) -> list[Made]:
    """The decisions of an opening, the newest first."""
    names = member_names(actor.organisation_id, gone_too=True)
    rows = Decision.objects.filter(opening=opening).select_related("hired", "runner_up").order_by("-decided_at", "-id")
    return [_made(row, names) for row in rows[:20]]


def _made(row: Decision, names: Mapping[int, str]) -> Made:
    answers = row.answers.filter(cancelled_at=None).select_related("message", "application")
    open_ones = [one for one in answers.order_by("id") if one.given_at is None]
    unsure = _unsure(open_ones)
    states = {one.pk: "doubt" if one.pk in unsure else one.message.state if one.message else "" for one in open_ones}
    return Made(
        row,
        names.get(row.by_id or 0, ""),
        row.hired.name if row.hired else "",
        row.runner_up.name if row.runner_up else "",
        sum(1 for state in states.values() if state == "waiting"),
        answers.filter(given_at__isnull=False).count(),
        [one for one in open_ones if states[one.pk] == "doubt"],
        [one for one in open_ones if states[one.pk] in ("failed", "bounced", "withheld", "cancelled")],
        [one for one in open_ones if one.message is None],
    )


def _unsure(answers: Sequence[Answer]) -> set[int]:
    """Those of which nobody knows whether they went out: also where a keeper died over them."""
    promised = {one.message.promise_id or 0: one.pk for one in answers if one.message is not None}
    rows = Attempt.objects.filter(promise_id__in=promised, outcome=Outcome.UNCERTAIN, promise__state=Kept.KEEPING)
    return {promised[promise_id] for promise_id in rows.values_list("promise_id", flat=True)}


def reserve(actor: Actor, opening: Opening) -> list[InReserve]:
    """The reserve of an opening: whoever is to be called first on top, then the runner-up, then the newest.

    A runner-up whose winner has left tops the list until they were called (MISSION H17).
    """
    rows = Application.objects.filter(opening=opening, state=State.RESERVE, person__isnull=False)
    found = list(rows.select_related("stage", "opening").defer("message", "resume_text")[:MOST_ROWS])
    ids = [row.pk for row in found]
    open_calls = Promise.objects.filter(
        organisation_id=actor.organisation_id,
        door="hiring",
        kind=CALL_FIRST,
        subject_id__in=ids,
        state__in=(Kept.PENDING, Kept.KEEPING),
    )
    first = set(open_calls.values_list("subject_id", flat=True))
    standing = Decision.objects.filter(opening=opening, cancelled_at=None, runner_up__in=ids)
    seconds = {
        one: at for one, at in standing.values_list("runner_up_id", "decided_at") if rules.steps_in(at, clock.now())
    }
    agreed = kept_since(found)
    kept = [InReserve(row, row.ended_at, row.pk in first, agreed.get(row.pk)) for row in found]
    return sorted(kept, key=lambda one: (not one.first, one.application.pk not in seconds, -one.application.pk))


def reserve_elsewhere(actor: Actor, opening: Opening) -> list[InReserve]:
    """Who is in reserve at other openings, agreed to be kept for others, and has not applied here (MISSION H16)."""
    here = Application.objects.filter(opening=opening).values("person_id")
    rows = Application.objects.filter(
        opening__in=openings_of(actor).exclude(pk=opening.pk).values("pk"), state=State.RESERVE, person__isnull=False
    ).exclude(person_id__in=here)
    agreed = rows.filter(pk__in=agreed_to_be_kept(actor.organisation_id)).select_related("opening", "stage")
    found = list(agreed.defer("message", "resume_text").order_by("-ended_at", "-id")[:MOST_ROWS])
    since = kept_since(found)
    return [InReserve(row, row.ended_at, first=False, agreed_at=since.get(row.pk)) for row in found]
