"""When the hours end in which a promise is being kept."""

from datetime import datetime

from ringback.core.hours import services as hours
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Policy


def hours_end(promise_id: int, at: datetime) -> datetime | None:
    """When ours, open at `at`, close for this promise; None: no policy binds it to hours, or no end is in sight.

    None, too, where they are closed already: it is being kept all the same, since the person asked for it then.
    """
    promise = Promise.objects.filter(id=promise_id).first()
    if promise is None or not Policy.from_json(promise.policy).within_hours:
        return None
    end = hours.closes_at(promise.organisation_id, at, calendar_id=promise.calendar_id, member_id=promise.owner_id)
    return end if end is not None and end > at else None
