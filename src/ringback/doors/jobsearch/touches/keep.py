"""Keeping a step: the seeker does, and the door hears of it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ringback.core.promises.services import Outcome, Promise, State
from ringback.doors.jobsearch.employers.models import Candidacy, Search, Stage
from ringback.doors.jobsearch.employers.services import Moved, candidacy_in, workspace_at_work
from ringback.doors.jobsearch.touches import kinds
from ringback.doors.jobsearch.touches.kinds import EXPECTED, LOOK_ON, OWN_CALL, SECOND_BEST
from ringback.doors.jobsearch.touches.models import Heading
from ringback.doors.jobsearch.touches.services import following
from ringback.doors.jobsearch.touches.services.guarding import may_touch
from ringback.doors.jobsearch.touches.services.noting import note_touch
from ringback.doors.jobsearch.touches.services.promising import cancel_step, cancel_steps, move_step, open_steps
from ringback.doors.jobsearch.workspaces.models import Workspace

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

# What is not about one's contact with the employer outlives a no: it is what a no leaves.
_OUTLIVES = frozenset({SECOND_BEST})


class StepHandler:
    """Promises that only the seeker keeps."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Nobody does this by itself."""
        return Outcome.NOBODY

    def told(self, promise: Promise) -> None:
        """Kept or past: a touch is noted where the seeker said so on Today, and what follows is promised."""
        workspace = workspace_at_work(promise.organisation_id)
        if workspace is None or promise.state not in (State.KEPT, State.EXPIRED):
            return
        if promise.kind == LOOK_ON:
            _look_on(workspace, promise)
        elif Candidacy.objects.filter(workspace=workspace, pk=promise.subject_id or 0).exists():
            _kept(promise) if promise.state == State.KEPT else _past(workspace, promise)


def moved(step: Moved) -> None:
    """A candidacy has moved: one is reminded of it where one waits, and of others until something is signed."""
    row = step.candidacy
    found = candidacy_in(row.workspace, row.pk)
    if row.stage not in following.REMINDED and row.ended_at is None:
        cancel_steps(row, None if row.stage == Stage.ASLEEP else (kinds.SECOND_CONTACT,), _("You have moved it."))
    elif row.ended_at is None and not open_steps(row, (kinds.SECOND_CONTACT,)):
        following.plan_second_contact(found, row.entered_at)
    search = Search.objects.select_for_update().get(pk=row.search_id)
    following.look_on(search, row.workspace, again=step.from_stage == "")


def ended(step: Moved) -> None:
    """A yes that is signed, a no, or one's own withdrawal: no reminder goes on (MISSION S12)."""
    gone = [kind for kind in kinds.known() if kind not in _OUTLIVES]
    cancel_steps(step.candidacy, gone, _("It has ended."))
    if step.to_stage == Stage.SIGNED:
        for other in Candidacy.objects.filter(search_id=step.candidacy.search_id).select_related("workspace"):
            cancel_steps(other, _OUTLIVES, _("A contract is signed."))


def _look_on(workspace: Workspace, promise: Promise) -> None:
    search = Search.objects.filter(workspace=workspace, pk=promise.subject_id or 0).first()
    if search is not None:
        following.look_on(search, workspace, after_id=promise.pk)


def _kept(promise: Promise) -> None:
    kind = kinds.kind_of(promise.kind)
    if kind is not None and kind.way and "touch" not in promise.evidence:
        note_touch(
            promise.subject_id or 0,
            kind.way,
            Heading.IN if kind.incoming else Heading.OUT,
            promise.closed_at,
            promise.content.get("contact"),
            f"promise {promise.pk}",
        )
    if promise.kind == EXPECTED:
        row = Candidacy.objects.select_related("workspace__organisation").get(pk=promise.subject_id or 0)
        for one in open_steps(row, (OWN_CALL,)):
            if one.content.get("after") == promise.pk:
                cancel_step(one, _("They have answered."))


def _past(workspace: Workspace, promise: Promise) -> None:
    """They did not answer as promised: one's own call stands, later where tact asks for it (MISSION S3, S13)."""
    found = candidacy_in(workspace, promise.subject_id or 0)
    for call in open_steps(found.row, (OWN_CALL,)):
        if promise.kind != EXPECTED or call.content.get("after") != promise.pk or call.content.get("agreed"):
            continue
        said = may_touch(found, call.due_at)
        if said.next_at is not None and said.next_at > call.due_at:
            move_step(call, said.next_at, _("You were in touch only just before."))
