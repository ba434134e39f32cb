"""What a channel will be busy with: for doors that promise no more than can be kept."""

from dataclasses import dataclass
from datetime import datetime

from ringback.core.promises.models import OPEN_STATES, Promise


@dataclass(frozen=True, slots=True)
class Coming:
    """An open promise that is to be kept by itself: when, and who has it, where that is known."""

    promise_id: int
    due_at: datetime
    owner_id: int | None
    group_id: int | None


def coming(organisation_id: int, channel: str, since: datetime, until: datetime) -> list[Coming]:
    """What the organisation has to keep on a channel from `since` to `until`, `until` not included. One query.

    A promise that waits for a permitted hour comes then.
    """
    rows = Promise.objects.filter(
        organisation_id=organisation_id, channel=channel, closed_at=None, state__in=OPEN_STATES, due_at__lt=until
    ).values_list("id", "due_at", "not_before_at", "owner_id", "group_id")
    found = [Coming(key, max(due_at, first or due_at), owner, group) for key, due_at, first, owner, group in rows]
    return [one for one in found if since <= one.due_at < until]
