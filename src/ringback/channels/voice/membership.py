"""What ties this slice to those below: hunt groups as scopes and crews, phones that end with a membership."""

from ringback.base.accounts.services import offers_scope, when_member_removed
from ringback.channels.voice.models import Agent, HuntGroup, HuntGroupMember
from ringback.core.promises.services import offers_crews


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    offers_scope("group", group_choices)
    offers_crews(crew)
    when_member_removed(switch_phones_off)


def group_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, name) of the organisation's hunt groups, for grants that reach one only."""
    groups = HuntGroup.objects.filter(organisation_id=organisation_id).order_by("name", "id")
    return list(groups.values_list("id", "name"))


def crew(organisation_id: int, group_id: int) -> list[int]:
    """The members who are rung in a hunt group, in its order."""
    places = HuntGroupMember.objects.filter(
        group_id=group_id, group__organisation_id=organisation_id, agent__active=True, agent__member__active=True
    )
    members = places.order_by("position", "id").values_list("agent__member_id", flat=True)
    return list(dict.fromkeys(member_id for member_id in members if member_id is not None))


def switch_phones_off(member_id: int) -> None:
    """Whoever has left is not rung any more."""
    Agent.objects.filter(member_id=member_id).update(active=False)
