"""What follows by itself: the second contact after a touch, looking on until something is signed, the second-best."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise, State
from ringback.doors.jobsearch.employers.models import Search, Stage
from ringback.doors.jobsearch.employers.services import candidacy_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.kinds import DOOR, LOOK_ON, SECOND_BEST, SECOND_CONTACT
from ringback.doors.jobsearch.touches.services.guarding import here_of, there_of
from ringback.doors.jobsearch.touches.services.norms import norms_of
from ringback.doors.jobsearch.touches.services.promising import (
    Because,
    cancel_step,
    move_step,
    open_steps,
    promise_of_workspace,
    promise_step,
)
from ringback.doors.jobsearch.workspaces.models import Workspace

_OPEN = (State.PENDING, State.KEEPING)
# Where one reminds of oneself; before an interview that is agreed, one does not.
REMINDED = (Stage.APPLIED, Stage.INTERVIEWED, Stage.SECOND, Stage.OFFER)
_DAY = timedelta(days=1)
_TWO_WEEKS = timedelta(days=14)


def plan_second_contact(candidacy: Shown, last_at: datetime, touch_id: int | None = None) -> Promise | None:
    """Promise the next contact within two weeks of the last (MISSION S11); in the caller's transaction.

    What was promised before is kept by the touch, where that came later than tact asks two contacts to be apart;
    otherwise it moves. Nothing where one is not to be reminded of it at this stage.
    """
    row = candidacy.row
    if row.stage not in REMINDED:
        return None
    norms = norms_of(row.workspace)
    apart = norms["apart"].most
    due = dates.second_contact_due(last_at, max(norms["second_contact"].most, apart), there_of(candidacy, norms))
    standing = next(iter(open_steps(row, (SECOND_CONTACT,))), None)
    if standing is not None and due.deadline_at < standing.deadline_at:
        return standing
    if standing is not None and (touch_id is None or last_at - standing.created_at < apart * _DAY):
        move_step(standing, due.at, _("You were in touch meanwhile."))
        return standing
    if standing is not None:
        promises.mark_kept(system_actor(row.workspace.organisation_id), standing.pk, {"touch": touch_id})
    return promise_step(row, SECOND_CONTACT, due, Because("second_contact"))


def look_on(
    search: Search, workspace: Workspace, *, again: bool = False, after_id: int | None = None
) -> Promise | None:
    """Nudge to look at new posts until a contract is signed (MISSION S25); in the caller's transaction.

    Each nudge gives way to the next after a week, whether it was followed or not; `again`: one has just looked, so it
    moves; `after_id`: the nudge that it follows. None where the search is signed or put away.
    """
    standing = _looking_on(search, workspace)
    if search.signed_at is not None or search.closed_at is not None:
        if standing is not None:
            cancel_step(standing, _("A contract is signed."))
        return None
    norms = norms_of(workspace)
    wait, here = norms["look_on"].wait, here_of(workspace, norms)
    at = here.on((clock.now() + wait).astimezone(here.zone).date())
    if standing is not None:
        if again and standing.due_at < at:
            move_step(standing, at, _("You have looked meanwhile."))
        return standing
    due, expires_at = Due(at, at + _DAY), at + wait
    key = f"{LOOK_ON} {search.pk} after {after_id}" if after_id else None
    return promise_of_workspace(workspace, LOOK_ON, search.pk, due, Because("look_on", key=key), expires_at=expires_at)


def remember_second_best(actor: Actor, candidacy_id: int) -> Promise:
    """They chose somebody else and you were next: ask again in two months (MISSION S28).

    Raises ConflictError unless it was refused.
    """
    found = candidacy_of(actor, candidacy_id)
    if found.row.stage != Stage.REFUSED:
        raise ConflictError(_("Only after a no you can be the second-best."))
    norms = norms_of(found.row.workspace)
    ended_at = found.row.ended_at or clock.now()
    at = dates.months_on(ended_at, norms["second_best"].most, there_of(found, norms))
    key = f"{SECOND_BEST} {found.id} {ended_at:%Y%m%dT%H%M%S}"
    return promise_step(found.row, SECOND_BEST, Due(at, at + _TWO_WEEKS), Because("second_best", key=key))


def _looking_on(search: Search, workspace: Workspace) -> Promise | None:
    rows = Promise.objects.filter(organisation_id=workspace.organisation_id, door=DOOR, kind=LOOK_ON)
    return rows.filter(subject_id=search.pk, state__in=_OPEN).order_by("id").first()
