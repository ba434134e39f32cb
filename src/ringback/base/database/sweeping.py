"""Taking away rows that have had their day, some at a time, so that nobody waits long for the tables."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

AT_ONCE = 500


def sweep(old: "QuerySet[Any]") -> int:
    """Delete all of `old`, each batch in a transaction of its own; how many."""
    gone = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            old.model._default_manager.filter(pk__in=ids).delete()
        gone += len(ids)
    return gone
