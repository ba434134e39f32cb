"""What answers must know: who may not be told "no" since nobody looked at them (MISSION A9)."""

from django.db.models import QuerySet

from ringback.doors.allocation.entries.models import Entry, State


def nobody_looked_at(campaign_id: int) -> QuerySet[Entry]:
    """The submitted entries without a place of which no person has an opinion: a score alone refuses nobody."""
    rows = Entry.objects.filter(campaign_id=campaign_id, state=State.SUBMITTED, key__isnull=False)
    return rows.filter(review__isnull=True, place__isnull=True)
