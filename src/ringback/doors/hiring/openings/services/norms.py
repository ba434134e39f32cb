"""How long candidates usually wait (MISSION H11, H12)."""

from dataclasses import dataclass

from django.db.models import Q

from ringback.doors.hiring.openings.models import WaitingNorm


@dataclass(frozen=True, slots=True)
class Norm:
    """From so many days to so many, and who says so."""

    from_days: int
    to_days: int
    source: str


# Where every row has been taken away.
GENERAL = Norm(2, 14, "general")


def norm_for(organisation_id: int, level: str) -> Norm:
    """The norm of a level: the organisation's own, then the house's; then the general ones in that order."""
    rows = WaitingNorm.objects.filter(Q(organisation_id=organisation_id) | Q(organisation=None), level__in=(level, ""))
    found = min(rows, key=lambda row: (row.level != level, row.organisation_id is None), default=None)
    return Norm(found.from_days, found.to_days, found.source) if found else GENERAL
