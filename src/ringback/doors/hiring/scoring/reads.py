"""Candidates side by side, competence by competence: with spread, without a sum and without a rank. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from ringback.base.accounts.services import Actor, member_names
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import applications_of
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Stage
from ringback.doors.hiring.scoring.models import Sheet, Wishes
from ringback.doors.hiring.scoring.rules import Spread, spread
from ringback.doors.hiring.scoring.services import Card, Seen, card_of, sheets_by_application, wishes_of

MOST_FINALISTS = 12
_LATE = (Stage.Kind.TEST, Stage.Kind.CHECK, Stage.Kind.FINAL)
_OVER = (Interview.State.CANCELLED, Interview.State.DECLINED)


@dataclass(frozen=True, slots=True)
class Finalist:
    """One candidate: what was given by competence, in the order of the card, and whose marks are not to be seen yet."""

    application: Application
    spreads: tuple[Spread | None, ...]
    by: tuple[str, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Finalists by name: nothing is added up, and nobody stands first."""

    card: Card
    finalists: tuple[Finalist, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one who decides looks for."""

    name: str
    wishes: Wishes


def comparison(actor: Actor, opening_id: int) -> Comparison:
    """Active candidates who were marked or came far, by name; as far as the actor may see marks."""
    card = card_of(opening_id)
    rows = applications_of(actor, opening_id).filter(state=State.ACTIVE, person__isnull=False)
    marked = Sheet.objects.filter(application__opening_id=opening_id, looked=False).values("application_id")
    rows = rows.filter(Q(pk__in=marked) | Q(stage__kind__in=_LATE)).select_related("stage").order_by("name", "id")
    found = list(rows.defer("message", "resume_text", "merits", "reserve_reason")[: MOST_FINALISTS + 1])
    chosen, names = found[:MOST_FINALISTS], member_names(actor.organisation_id, gone_too=True)
    sheets = sheets_by_application(actor, opening_id, [one.pk for one in chosen])
    finalists = tuple(_finalist(one, card, sheets[one.pk], names) for one in chosen)
    return Comparison(card, finalists, len(found) > MOST_FINALISTS)


def _finalist(application: Application, card: Card, theirs: Seen, names: dict[int, str]) -> Finalist:
    given = [
        [
            (names.get(sheet.member_id or 0, ""), line.mark)
            for sheet in theirs.all
            for line in sheet.marks.all()
            if line.title == one.title and line.mark is not None
        ]
        for one in card.competences
    ]
    spreads = tuple(spread(marks, card.most) for marks in given)
    by = tuple(dict.fromkeys(names.get(sheet.member_id or 0, "") for sheet in theirs.all))
    return Finalist(application, spreads, by, theirs.hidden)


def wanted(application: Application) -> Sequence[Wanted]:
    """What those look for who decide about a candidate or lead their interviews, by name (MISSION H41)."""
    deciders = set(Stage.objects.filter(opening_id=application.opening_id).values_list("decider_id", flat=True))
    asked = Blocker.objects.filter(application=application, decided_at=None).values_list("member_id", flat=True)
    leading = Interview.objects.filter(application=application).exclude(state__in=_OVER)
    ids = {*deciders, *asked, *leading.values_list("interviewers", flat=True)} - {None}
    found = wishes_of(application.organisation_id, [key for key in ids if key is not None])
    names = member_names(application.organisation_id)
    rows = [Wanted(names[key], wishes) for key, wishes in found.items() if key in names]
    return sorted(rows, key=lambda row: row.name)
