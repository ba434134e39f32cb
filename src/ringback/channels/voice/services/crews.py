"""Who takes a hunt group's calls, present or not: for doors that promise calls ahead."""

from ringback.channels.voice.models import Agent


def members_of_group(organisation_id: int, group_id: int) -> list[int | None]:
    """The member behind each of the group's active agents, in no order; None for an agent who is no member."""
    agents = Agent.objects.filter(organisation_id=organisation_id, active=True, places__group_id=group_id)
    return list(agents.values_list("member_id", flat=True))
