"""The lines on which calls come in, read from the trunks."""

from collections.abc import Iterable

from ringback.channels.voice.incoming.rules import Line
from ringback.channels.voice.models import HuntGroup, Trunk


def lines_of(trunk_ids: Iterable[int]) -> list[Line]:
    """Those of the trunks that answer calls, oldest first, with the groups that take them; three queries.

    Where nobody was chosen, the first group that calls through the trunk takes them.
    """
    trunks = Trunk.objects.filter(id__in=list(trunk_ids), active=True, answers=True).order_by("id")
    rows = list(trunks.prefetch_related("answered"))
    callers = HuntGroup.objects.filter(trunk_id__in=[row.pk for row in rows]).order_by("-id")
    usual = dict(callers.values_list("trunk_id", "id"))
    return [
        Line(
            trunk_id=row.pk,
            organisation_id=row.organisation_id,
            username=row.username,
            caller_id=row.caller_id,
            group_id=row.answered_by_id or usual.get(row.pk),
            numbers={one.number: one.group_id for one in row.answered.all()},
        )
        for row in rows
    ]


def sources(trunk: Trunk) -> list[str]:
    """The hosts and addresses a trunk's calls may come from."""
    named = (part.strip() for part in trunk.comes_from.split(","))
    return [host for host in (trunk.host, *named) if host]
