"""What ties this slice to accounts: hunt groups as scopes of grants, and phones that end with a membership."""

from ringback.base.accounts.services import offers_scope, when_member_removed
from ringback.channels.voice.models import Agent, HuntGroup


def register() -> None:
    """Register both; doing so again changes nothing."""
    offers_scope("group", group_choices)
    when_member_removed(switch_phones_off)


def group_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, name) of the organisation's hunt groups, for grants that reach one only."""
    groups = HuntGroup.objects.filter(organisation_id=organisation_id).order_by("name", "id")
    return list(groups.values_list("id", "name"))


def switch_phones_off(member_id: int) -> None:
    """Whoever has left is not rung any more."""
    Agent.objects.filter(member_id=member_id).update(active=False)
