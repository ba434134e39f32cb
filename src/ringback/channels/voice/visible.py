"""Which calls a member's grants reach, as a condition on rows."""

from dataclasses import replace

from django.db.models import Q

from ringback.base.accounts.services import Actor

# An agent's grant reaches the calls they took themselves; every other role reaches all calls of its scope.
OWN_ONLY = "agent"


def groups_seen(actor: Actor, permission: str) -> frozenset[int] | None:
    """The groups all of whose calls `permission` reaches; None: those of the whole organisation."""
    wide = replace(actor, grants=tuple(grant for grant in actor.grants if grant.role != OWN_ONLY)).reach(permission)
    return None if wide.everywhere else wide.ids("group")


def calls_within(actor: Actor, permission: str) -> Q | None:
    """The condition on `Call` rows that `permission` reaches within the organisation; None when it reaches none."""
    wide = replace(actor, grants=tuple(grant for grant in actor.grants if grant.role != OWN_ONLY)).reach(permission)
    far = actor.reach(permission)
    mine = Q(organisation_id=actor.organisation_id)
    if wide.everywhere:
        return mine
    some = Q(group_id__in=wide.ids("group"))
    if actor.member_id is not None:
        if far.everywhere:
            some |= Q(agent__member_id=actor.member_id)
        elif groups := far.ids("group"):
            some |= Q(agent__member_id=actor.member_id, group_id__in=groups)
    return mine & some if far else None
