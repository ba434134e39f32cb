"""Moving a candidacy: optimistic, each step a row, and told to whom it concerns (MISSION S1, S12)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.jobsearch.employers import rules
from ringback.doors.jobsearch.employers.models import Candidacy, Search, Stage, StageChange
from ringback.doors.jobsearch.employers.services.finding import candidacy_of


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was made just now: the candidacy as it is after it, from where to where, and who made it."""

    candidacy: Candidacy
    from_stage: str
    to_stage: str
    actor: Actor


_on_move: list[Callable[[Moved], None]] = []
_on_end: list[Callable[[Moved], None]] = []


def when_moved(handler: Callable[[Moved], None]) -> None:
    """Let `handler` run in every transaction in which a candidacy begins or moves; registered once at start."""
    if handler not in _on_move:
        _on_move.append(handler)


def when_ended(handler: Callable[[Moved], None]) -> None:
    """Let `handler` run in every transaction in which a candidacy ends: signed, refused, withdrawn (MISSION S12).

    Whoever made promises for it cancels them there.
    """
    if handler not in _on_end:
        _on_end.append(handler)


def move(actor: Actor, candidacy_id: int, version: int, stage: str) -> Candidacy:
    """Move a candidacy to `stage`; to the one it is in: nothing happens. What had ended may go on again.

    Raises ConflictError when it was moved since `version`, or its search is put away; FieldError for no stage.
    """
    if stage not in Stage.values:
        raise FieldError("stage", _("There is no such stage."), _("Choose one from the list."))
    found = candidacy_of(actor, candidacy_id).row
    if found.version != version:
        raise _beaten()
    if found.search.closed_at is not None:
        raise ConflictError(_("This search is put away. Begin a new one for this employer."))
    return found if found.stage == stage else _step(actor, found, stage)


def tell_begun(actor: Actor, candidacy: Candidacy) -> None:
    """Write the first row of a candidacy, and tell of it, within the caller's transaction."""
    StageChange.objects.create(candidacy=candidacy, to_stage=candidacy.stage)
    _tell(Moved(candidacy, "", candidacy.stage, actor))


def _step(actor: Actor, found: Candidacy, stage: str) -> Candidacy:
    now, before = clock.now(), found.stage
    changed = {"stage": stage, "entered_at": now, "ended_at": now if rules.ends(stage) else None}
    with transaction.atomic():
        mine = Candidacy.objects.filter(pk=found.pk, version=found.version)
        if mine.update(version=F("version") + 1, **changed) != 1:
            raise _beaten()
        for name, value in changed.items():
            setattr(found, name, value)
        found.version += 1
        StageChange.objects.create(candidacy=found, from_stage=before, to_stage=stage, at=now)
        _keep_signed(found)
        _tell(Moved(found, before, stage, actor))
    return found


def _keep_signed(found: Candidacy) -> None:
    """A search is signed from its first contract on, for as long as one stands (MISSION S25)."""
    signed = Candidacy.objects.filter(search_id=found.search_id, stage=Stage.SIGNED).order_by("entered_at")
    first = signed.values_list("entered_at", flat=True).first()
    Search.objects.filter(pk=found.search_id).update(signed_at=first)


def _tell(moved: Moved) -> None:
    for handler in _on_move:
        handler(moved)
    if rules.ends(moved.to_stage):
        for handler in _on_end:
            handler(moved)


def _beaten() -> ConflictError:
    return ConflictError(_("This application was moved meanwhile. Look again."))
