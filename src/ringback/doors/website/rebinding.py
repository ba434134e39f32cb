"""What this door promised by hours that are deleted goes by the next less specific ones: group, site, organisation."""

from collections import defaultdict

from ringback.core.hours.services import calendar_for
from ringback.core.promises import services as promises
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.services.snapshots import DOOR

_AT_ONCE = 1000


def rebind(organisation_id: int, calendar_id: int) -> None:
    """Find new hours for each open promise that the calendar bound; in the transaction that deletes it."""
    bound = promises.bound_to(organisation_id, calendar_id, DOOR)
    together: defaultdict[tuple[int, int | None], list[int]] = defaultdict(list)
    ids = list(bound)
    for start in range(0, len(ids), _AT_ONCE):
        asked = CallbackRequest.objects.filter(promise_id__in=ids[start : start + _AT_ONCE])
        for promise_id, site_id, group_id in asked.values_list("promise_id", "site_id", "site__group_id"):
            assert promise_id is not None
            together[site_id, bound[promise_id] or group_id].append(promise_id)
    for (site_id, taker_id), theirs in together.items():
        instead = calendar_for(organisation_id, site_id=site_id, group_id=taker_id)
        for start in range(0, len(theirs), _AT_ONCE):
            promises.bind(theirs[start : start + _AT_ONCE], instead)
