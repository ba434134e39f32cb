"""Telling members something wherever they are: each notice is a promise of its own, made to a member."""

from collections.abc import Iterable, Mapping
from typing import Any

from ringback.base.kit import clock
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Policy
from ringback.core.promises.services.making import Draft, make

NOTICE = "notice"
_AGAIN = Policy({"failed": (30, 300, 1800)})


def notify(
    organisation_id: int,
    member_ids: Iterable[int],
    what: str,
    values: Mapping[str, Any],
    *,
    url: str = "",
    key: str | None = None,
    door: str = "desk",
    person_id: int | None = None,
) -> list[Promise]:
    """Promise each member a notice; the same `key` tells a member once (MISSION C7).

    `what` names the notice's texts ("trunk_down"), `values` fills them, `url` is the page on the desk that it
    leads to. `person_id`: whom it is about; it goes with them when they are erased. The channel that keeps it finds
    the member's language and devices. In the caller's transaction.
    """
    at = clock.now()
    return [
        make(
            Draft(
                organisation_id=organisation_id,
                door=door,
                kind=NOTICE,
                channel=NOTICE,
                due_at=at,
                owner_id=member_id,
                policy=_AGAIN,
                grace_seconds=60,
                at_most_once=False,
                content={"what": what, "values": dict(values), "url": url, "person_id": person_id},
                made_key=f"{key}:{member_id}" if key else None,
            )
        )
        for member_id in member_ids
    ]


def forget_notices(organisation_id: int, *, promise_ids: Iterable[int] = (), person_ids: Iterable[int] = ()) -> None:
    """Empty what these promises of notices say, and those still to be told about these persons; in the caller's
    transaction. What is not told yet will not be."""
    ours = Promise.objects.filter(organisation_id=organisation_id, kind=NOTICE)
    ours.filter(id__in=list(promise_ids)).update(content={})
    about = list(person_ids)
    if about:
        ours.filter(closed_at=None, content__person_id__in=about).update(content={}, made_key=None)
