"""What ends with an application: nobody waits any more for an answer to somebody who withdrew."""

from django.utils.translation import gettext as _

from ringback.core.promises import services as promises
from ringback.core.promises.services import Promise, State
from ringback.doors.hiring.candidates.models import State as Stands
from ringback.doors.hiring.candidates.services import Moved
from ringback.doors.hiring.goodbye.services.promising import CALL_FIRST, DOOR, KIND, acting_for


def moved(what: Moved) -> None:
    """Take back what was promised to a candidate who has withdrawn, in the moving transaction."""
    if what.move.to_state != Stands.WITHDRAWN:
        return
    rows = Promise.objects.filter(door=DOOR, kind__in=(KIND, CALL_FIRST), subject_id=what.application.pk)
    for promise_id in rows.filter(state__in=(State.PENDING, State.KEEPING)).values_list("pk", flat=True):
        promises.cancel(acting_for(what.actor), promise_id, _("They withdrew."))
