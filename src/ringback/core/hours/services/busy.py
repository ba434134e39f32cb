"""When members are busy by their own calendars elsewhere."""

from collections.abc import Collection
from datetime import datetime

from ringback.core.hours.connected.times import Stretch
from ringback.core.hours.models import BusyTime


def busy_times(member_ids: Collection[int], since: datetime, until: datetime) -> dict[int, list[Stretch]]:
    """The stretches of each of the members that touch the time from `since` to `until`, in order. One query.

    They say what a calendar said when it was last read; two calendars' may overlap.
    """
    rows = BusyTime.objects.filter(member_id__in=list(member_ids), ends_at__gt=since, starts_at__lt=until)
    found: dict[int, list[Stretch]] = {}
    for member_id, starts_at, ends_at in rows.order_by("starts_at").values_list("member_id", "starts_at", "ends_at"):
        found.setdefault(member_id, []).append((starts_at, ends_at))
    return found
