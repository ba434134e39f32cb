"""Linking one's own call with the employer's promise of an answer, and hearing what becomes of that (ADR 38)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, system_actor
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Far, Linked, Promise, State
from ringback.doors.jobsearch.calling.kinds import CALL_BACK
from ringback.doors.jobsearch.calling.services import next_good_hour
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_in, workspace_at_work
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews.models import Agreed
from ringback.doors.jobsearch.interviews.services import Agreement, agree
from ringback.doors.jobsearch.linked.notices import ANSWERED, MOVED
from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.kinds import DOOR, EXPECTED, OWN_CALL
from ringback.doors.jobsearch.touches.services import keep_steps, move_step, open_steps, there_of
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import workspace_of

KINDS = (OWN_CALL, CALL_BACK)
MOST_TRIES = 20
_tried = SlidingLimit(3600)


def link_with_employer(actor: Actor, candidacy_id: int, code: str) -> Promise:
    """Agree for one's own side: their answer is awaited as they promised it, and one calls the working day after.

    What one had planned before gives way to that. Raises FieldError for a code that is not good, ConflictError where
    it has ended, is linked already, or codes were tried too often.
    """
    if _tried.take(actor.member_id, MOST_TRIES) is not None:
        raise ConflictError(_("That was tried too often. Try again in an hour."))
    with transaction.atomic():
        found = candidacy_in(workspace_of(actor), candidacy_id, locked=True)
        if found.row.ended_at is not None:
            raise ConflictError(_("This has ended. Move it back first if it goes on."))
        if link_of(found.row) is not None:
            raise ConflictError(_("The two sides are linked already."))
        try:
            call = _own_call(actor, found, promises.offered(code))
            promises.accept_link(acting_for(actor), call.pk, code)
        except NotFoundError as error:
            raise FieldError("code", str(error), _("Copy it from the page the employer gave you.")) from error
    return call


def withdraw_link(actor: Actor, candidacy_id: int) -> None:
    """Take one's consent back; what was promised stays. Raises NotFoundError."""
    with transaction.atomic():
        found = candidacy_in(workspace_of(actor), candidacy_id, locked=True)
        for promise_id in promises.linked(_promise_ids(found.row)):
            promises.withdraw_link(acting_for(actor), promise_id)


def link_of(candidacy: Candidacy) -> Linked | None:
    """What is known of the employer's side; None where nothing is linked."""
    found = promises.linked(_promise_ids(candidacy))
    return found[max(found)] if found else None


def heard(promise: Promise, far: Far) -> None:
    """The employer has moved its promise, or says that it is kept: what waits for it follows, and the seeker is told.

    A call that was fixed with them stays as it is; what ended otherwise changes nothing that one means to do.
    """
    workspace = workspace_at_work(promise.organisation_id)
    if workspace is None or far.ended or far.due_at is None or promise.closed_at is not None:
        return
    found = candidacy_in(workspace, promise.subject_id or 0)
    if far.state == State.KEPT:
        keep_steps(found.row, (EXPECTED,), None)
        _tell(workspace, found, ANSWERED, f"{promise.pk} {promise.generation}")
    elif far.state == State.PENDING and promise.kind == OWN_CALL and _follow(promise, found, far.due_at):
        _tell(workspace, found, MOVED, f"{promise.pk} {far.due_at:%Y%m%dT%H%M}")


def forget(workspace: Workspace) -> None:
    """The workspace is being deleted: the employer's side knows nothing of it any more."""
    rows = Promise.objects.filter(organisation_id=workspace.organisation_id, door=DOOR, kind__in=KINDS)
    promises.forget_links(list(rows.values_list("pk", flat=True)))


def _own_call(actor: Actor, found: Shown, far: Far) -> Promise:
    """The call that one makes if they do not answer; at the next good hour where they are late already."""
    now, due_at = clock.now(), far.due_at
    who = found.row.agreed_who_id
    if due_at is not None and due_at > now:
        agree(actor, found, Agreement(Agreed.THEY_CALL, due_at, who), now)
    else:
        agree(actor, found, Agreement(Agreed.I_CALL, next_good_hour(found, now), who), now)
    return open_steps(found.row, (OWN_CALL,))[0]


def _follow(promise: Promise, found: Shown, due_at: datetime) -> bool:
    """Put what is awaited, and one's own call after it, to where they moved their promise; False where it is there."""
    there = there_of(found)
    own_at = dates.own_call_at(due_at, there, promise.due_at.astimezone(there.zone).time())
    awaited = [one for one in open_steps(found.row, (EXPECTED,)) if one.pk == promise.content.get("after")]
    if not awaited or awaited[0].due_at == due_at:
        return False
    house = system_actor(promise.organisation_id)
    for one in awaited:
        promises.reschedule(house, one.pk, one.generation, due_at, by_person=True, expires_at=own_at)
    Candidacy.objects.filter(pk=found.id).update(expected_at=due_at)
    move_step(promise, own_at, _("They have moved their answer."))
    return True


def _tell(workspace: Workspace, found: Shown, what: str, key: str) -> None:
    """Without a word of what it is about: a notice is kept as it is told."""
    url = reverse("jobsearch:candidacy", args=[found.id])
    ours = workspace.organisation_id
    promises.notify(ours, [workspace.member_id], what, {}, url=url, key=f"{what} {key}", door=DOOR)


def _promise_ids(candidacy: Candidacy) -> list[int]:
    ours = candidacy.workspace.organisation_id
    rows = Promise.objects.filter(organisation_id=ours, door=DOOR, kind__in=KINDS, subject_id=candidacy.pk)
    return list(rows.values_list("pk", flat=True))
