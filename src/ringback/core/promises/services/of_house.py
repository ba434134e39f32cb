"""Promises of the house to itself: of no person, by the door "house", which lists and figures leave out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ringback.core.promises.rules import Policy
from ringback.core.promises.services.making import Draft, make

HOUSE = "house"


def make_of_house(
    organisation_id: int,
    kind: str,
    due_at: datetime,
    again: Policy,
    *,
    grace_seconds: int = 3600,
    content: Mapping[str, Any] | None = None,
    made_key: str | None = None,
) -> None:
    """Promise what may be done again after a crash; in the caller's transaction."""
    make(
        Draft(
            organisation_id=organisation_id,
            door=HOUSE,
            kind=kind,
            channel=HOUSE,
            due_at=due_at,
            policy=again,
            grace_seconds=grace_seconds,
            at_most_once=False,
            content=content or {},
            made_key=made_key,
        )
    )
