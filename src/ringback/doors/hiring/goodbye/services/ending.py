"""What ends with an application: nobody waits any more for an answer to somebody who withdrew."""

from django.utils.translation import gettext as _

from ringback.base.accounts.services import acting_for
from ringback.core.promises import services as promises
from ringback.doors.hiring.candidates.models import State as Stands
from ringback.doors.hiring.candidates.services import Moved
from ringback.doors.hiring.goodbye.services import awaiting
from ringback.doors.hiring.goodbye.services.promising import CALL_FIRST, DOOR, KIND

_DECIDED = (Stands.WITHDRAWN, Stands.REFUSED, Stands.HIRED)


def moved(what: Moved) -> None:
    """Nobody need decide about a candidate who was decided about; and take back what was promised to one who has
    withdrawn. In the moving transaction."""
    if what.move.to_state in _DECIDED:
        awaiting.release(what.application.blockers.filter(decided_at=None))
    if what.move.to_state == Stands.WITHDRAWN:
        house, why = acting_for(what.actor), _("They withdrew.")
        promises.cancel_about(house, DOOR, (KIND, CALL_FIRST), what.application.pk, why)
