"""The open promises about one row of a door's: found, and taken back together."""

from collections.abc import Collection

from ringback.base.accounts.services import Actor
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.services.by_hand import cancel


def open_about(organisation_id: int, door: str, kinds: Collection[str], subject_id: int) -> list[int]:
    """The ids of the open promises of these kinds about a row of `door`'s, the oldest first."""
    ours = Promise.objects.filter(organisation_id=organisation_id, door=door, kind__in=kinds, subject_id=subject_id)
    return list(ours.filter(state__in=OPEN_STATES).order_by("id").values_list("id", flat=True))


def cancel_about(actor: Actor, door: str, kinds: Collection[str], subject_id: int, why: str) -> None:
    """Take back what is still open of `open_about`; in the caller's transaction. Raises NotAllowedError."""
    for promise_id in open_about(actor.organisation_id, door, kinds, subject_id):
        cancel(actor, promise_id, why)
