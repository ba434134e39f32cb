"""When persons were contacted, through any door: what frequency caps are counted over (MISSION C4)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ringback.core.promises.models import Attempt
from ringback.core.promises.rules import NOT_REACHED_OUT

# The channels that reach out to a person; a notice reaches a member of ours.
REACHING = ("voice", "mail", "sms")


def persons_contacted(organisation_id: int, since: datetime) -> QuerySet[Any, Any]:
    """The ids of persons whom we called or wrote to since then, through any door, as a query."""
    rows = Attempt.objects.filter(promise__organisation_id=organisation_id, promise__channel__in=REACHING)
    rows = rows.filter(started_at__gte=since, promise__person__isnull=False).exclude(outcome__in=NOT_REACHED_OUT)
    return rows.values("promise__person_id")


def recent_contacts(person_id: int, since: datetime) -> list[datetime]:
    """The instants since `since` at which we called or wrote to the person, whichever door wished it, in order."""
    return contacts_of([person_id], since).get(person_id, [])


def contacts_of(
    person_ids: Collection[int], since: datetime, *, about_to: Collection[int] = ()
) -> dict[int, list[datetime]]:
    """As `recent_contacts` for several persons, in one query. What is under way or uncertain counts as a contact.

    `about_to`: promises about to be tried. An attempt of theirs that has no end is this very try, done again.
    """
    rows = (
        Attempt.objects.filter(promise__person_id__in=person_ids, promise__channel__in=REACHING, started_at__gt=since)
        .exclude(outcome__in=NOT_REACHED_OUT)
        .exclude(outcome="", promise_id__in=about_to)
        .order_by("started_at")
        .values_list("promise__person_id", "started_at")
    )
    found: dict[int, list[datetime]] = {}
    for person_id, at in rows:
        if person_id is not None:
            found.setdefault(person_id, []).append(at)
    return found
