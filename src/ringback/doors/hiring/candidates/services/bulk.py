"""The same step for many applications at once: who moved meanwhile is left alone, and named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.candidates import rules
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services.moving import MOST_WHY, step
from ringback.doors.hiring.openings.models import Stage
from ringback.doors.hiring.openings.services import opening_of

MOST = 500


@dataclass(frozen=True, slots=True)
class Done:
    """How many made the step, and the names of those who did not: they moved meanwhile, or cannot get there."""

    count: int
    left: list[str]


def move_many(actor: Actor, opening_id: int, chosen: Mapping[int, int], stage_id: int, why: str = "") -> Done:
    """Move active applications, each by its version as it was seen, to a stage. Raises FieldError."""
    opening_of(actor, opening_id, "hiring.act")
    stage = Stage.objects.filter(opening_id=opening_id, id=stage_id).first()
    if stage is None:
        raise FieldError("stage", _("There is no such stage."), _("Choose one of this opening."))

    def moved(one: Application) -> bool:
        if one.state != State.ACTIVE:
            return False
        if one.stage_id != stage.pk:
            step(actor, one, stage, State.ACTIVE, why)
        return True

    return _each(opening_id, chosen, moved)


def finish_many(actor: Actor, opening_id: int, chosen: Mapping[int, int], state: str, why: str = "") -> Done:
    """As `finish`, for each of them. Raises FieldError: the reserve needs a reason (MISSION H16)."""
    opening_of(actor, opening_id, "hiring.act")
    reason = one_line(why, MOST_WHY)
    if state not in State.values or state == State.ACTIVE:
        raise FieldError("state", _("There is no such end."), _("Choose one from the list."))
    if state == State.RESERVE and not reason:
        raise FieldError("why", _("A reserve needs its reason."), _("Say in a few words what they would be right for."))

    def ended(one: Application) -> bool:
        if not rules.may_become(one.state, state):
            return False
        step(actor, one, one.stage, state, reason)
        return True

    return _each(opening_id, chosen, ended)


def _each(opening_id: int, chosen: Mapping[int, int], deed: Callable[[Application], bool]) -> Done:
    if len(chosen) > MOST:
        raise FieldError("chosen", _("These are too many at once."), _("Choose at most 500."))
    rows = Application.objects.select_related("opening", "stage").filter(opening_id=opening_id, id__in=list(chosen))
    count, left = 0, []
    with transaction.atomic():
        for one in rows.order_by("id"):
            try:
                done = one.version == chosen[one.pk] and deed(one)
            except ConflictError:
                done = False
            count += done
            if not done:
                left.append(one.name or _("somebody who was erased"))
    return Done(count, left)
