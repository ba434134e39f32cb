"""How the candidates of an opening are called: which way, and what they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.calling import rules
from ringback.doors.hiring.calling.models import CallPlan
from ringback.doors.hiring.calling.rules import Chosen, Way
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of

MOST_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class PlanValues:
    """`way` "": as level and number of résumés ask for; `questions` a line each."""

    way: str = ""
    questions: Sequence[str] = ()


def plan_of(opening_id: int) -> CallPlan:
    """The opening's plan; one that is not stored where nobody has made one."""
    return CallPlan.objects.filter(opening_id=opening_id).first() or CallPlan(opening_id=opening_id)


def save_plan(actor: Actor, opening_id: int, values: PlanValues) -> CallPlan:
    """Keep how the opening's candidates are called. Raises FieldError."""
    opening = opening_of(actor, opening_id, "hiring.edit")
    questions = [line for text in values.questions if (line := one_line(text, 300))]
    if len(questions) > MOST_QUESTIONS:
        raise FieldError("questions", _("These are too many for a call."), _("Twelve at most."))
    if values.way and values.way not in tuple(Way):
        raise FieldError("way", _("This is none of the choices."), _("Choose one from the list."))
    saved, _made = CallPlan.objects.update_or_create(
        opening=opening, defaults={"way": values.way, "questions": questions}
    )
    audit(actor, "calls.planned", f"opening {opening_id}", way=values.way, questions=len(questions))
    return saved


def way_for(opening: Opening, plan: CallPlan) -> tuple[Chosen, int]:
    """Which way the opening's candidates are called, and how many résumés came in (MISSION H28)."""
    resumes = Application.objects.filter(opening=opening).count()
    return rules.way_of(opening.level, resumes, plan.way), resumes
