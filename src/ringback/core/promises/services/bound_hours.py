"""Promises whose hours are deleted: whoever made them says which hours bind them from then on."""

from collections.abc import Collection

from ringback.core.promises.models import OPEN_STATES, Promise


def bound_to(organisation_id: int, calendar_id: int, door: str) -> dict[int, int | None]:
    """The door's open promises that a calendar binds, each with the hunt group that has it."""
    rows = Promise.objects.filter(
        organisation_id=organisation_id, calendar_id=calendar_id, door=door, state__in=OPEN_STATES
    )
    return dict(rows.values_list("id", "group_id"))


def bind(promise_ids: Collection[int], calendar_id: int | None) -> None:
    """Let another calendar bind these promises, or the organisation's; in the caller's transaction."""
    Promise.objects.filter(id__in=promise_ids).update(calendar_id=calendar_id)
