"""What ends with an application: nobody waits any more for an answer to somebody who withdrew."""

from django.utils.translation import gettext as _

from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise, State
from ringback.doors.hiring.candidates.models import State as Stands
from ringback.doors.hiring.candidates.services import Moved
from ringback.doors.hiring.goodbye.services import awaiting
from ringback.doors.hiring.goodbye.services.promising import CALL_FIRST, DOOR, KIND, acting_for

_DECIDED = (Stands.WITHDRAWN, Stands.REFUSED, Stands.HIRED)


def moved(what: Moved) -> None:
    """Nobody need decide about a candidate who was decided about; and take back what was promised to one who has
    withdrawn. In the moving transaction."""
    if what.move.to_state in _DECIDED:
        awaiting.release(what.application.blockers.filter(decided_at=None))
    if what.move.to_state != Stands.WITHDRAWN:
        return
    rows = Promise.objects.filter(door=DOOR, kind__in=(KIND, CALL_FIRST), subject_id=what.application.pk)
    for promise_id in rows.filter(state__in=(State.PENDING, State.KEEPING)).values_list("pk", flat=True):
        promises.cancel(acting_for(what.actor), promise_id, _("They withdrew."))
