"""Moving applications between stages and states: optimistic, each step a row, and told to whom it concerns."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.hiring.candidates import rules
from ringback.doors.hiring.candidates.models import Application, StageMove, State
from ringback.doors.hiring.candidates.services.finding import application_of
from ringback.doors.hiring.openings.models import Stage

MOST_WHY = 500
MOST_MERITS = 4000


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was made just now: the application as it is after it, the row, and who made it."""

    application: Application
    move: StageMove
    actor: Actor


_on_move: list[Callable[[Moved], None]] = []


def when_moved(handler: Callable[[Moved], None]) -> None:
    """Let `handler` run in every transaction in which an application comes in or moves; registered once at start."""
    if handler not in _on_move:
        _on_move.append(handler)


def tell(moved: Moved) -> None:
    """Run what was registered, within the caller's transaction."""
    for handler in _on_move:
        handler(moved)


def move(actor: Actor, application_id: int, version: int, stage_id: int, why: str = "") -> Application:
    """Move an active application to another stage of its opening. To the stage it is in: nothing happens.

    Raises ConflictError when somebody moved it since `version`, FieldError for a stage of another opening.
    """
    found = _fresh(actor, application_id, version)
    stage = Stage.objects.filter(opening_id=found.opening_id, id=stage_id).first()
    if stage is None:
        raise FieldError("stage", _("There is no such stage."), _("Choose one of this opening."))
    if found.state != State.ACTIVE:
        raise ConflictError(_("Only active applications move. Make it active again first."))
    if found.stage_id == stage.pk:
        return found
    return step(actor, found, stage, State.ACTIVE, why)


def finish(actor: Actor, application_id: int, version: int, state: str, why: str = "") -> Application:
    """End an application: "refused", "hired", "withdrawn" or "reserve". It owes an answer all the same (MISSION H6).

    The reserve needs a reason (H16), which stays with the application. Raises FieldError, ConflictError.
    """
    found = _fresh(actor, application_id, version)
    if state not in State.values or not rules.may_become(found.state, state) or state == State.ACTIVE:
        raise ConflictError(_("It cannot get there from where it stands. Reload the page."))
    reason = one_line(why, MOST_WHY)
    if state == State.RESERVE and not reason:
        raise FieldError("why", _("A reserve needs its reason."), _("Say in a few words what they would be right for."))
    return step(actor, found, found.stage, state, reason)


def resume(actor: Actor, application_id: int, version: int, why: str = "") -> Application:
    """Make an application active again, in the stage it was in. Raises ConflictError where it is active."""
    found = _fresh(actor, application_id, version)
    if not rules.may_become(found.state, State.ACTIVE):
        raise ConflictError(_("It is active already."))
    return step(actor, found, found.stage, State.ACTIVE, why)


def note_merits(actor: Actor, application_id: int, merits: str) -> None:
    """Note what speaks for the candidate, so that a refusal can say what was better (MISSION H19)."""
    found = application_of(actor, application_id, "hiring.act")
    found.merits = paragraphs(merits, MOST_MERITS)
    found.save(update_fields=["merits"])


def _fresh(actor: Actor, application_id: int, version: int) -> Application:
    found = application_of(actor, application_id, "hiring.act")
    if found.version != version:
        raise _beaten()
    return found


def _beaten() -> ConflictError:
    return ConflictError(_("Somebody has moved this application meanwhile. Look again."))


def step(actor: Actor, found: Application, stage: Stage, state: str, why: str) -> Application:
    """Make one step and tell of it. `found` is as it was read; raises ConflictError where it has moved since."""
    now = clock.now()
    before_stage, before_state = found.stage_id, found.state
    changed = {
        "stage": stage,
        "state": state,
        "entered_at": now if stage.pk != before_stage else found.entered_at,
        "ended_at": None if state == State.ACTIVE else now,
        "reserve_reason": why if state == State.RESERVE else found.reserve_reason,
    }
    with transaction.atomic():
        mine = Application.objects.filter(pk=found.pk, version=found.version)
        if mine.update(version=F("version") + 1, **changed) != 1:
            raise _beaten()
        for name, value in changed.items():
            setattr(found, name, value)
        found.version += 1
        made = StageMove.objects.create(
            application=found,
            from_stage_id=before_stage,
            to_stage=stage,
            from_state=before_state,
            to_state=state,
            by_id=actor.member_id,
            at=now,
            why=one_line(why, MOST_WHY),
        )
        tell(Moved(found, made, actor))
    return found
