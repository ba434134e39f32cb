"""What the desk shows of reviewing: the list, and how far the decision is."""

from ringback.doors.allocation.reviewing.reads.deciding import countdown, progress
from ringback.doors.allocation.reviewing.reads.listing import (
    ORDERS,
    Wanted,
    ids_of,
    list_of,
    next_unseen,
    reasons_of,
)

__all__ = ["ORDERS", "Wanted", "countdown", "ids_of", "list_of", "next_unseen", "progress", "reasons_of"]
