"""Who belongs to an organisation now, by name and by what they may do."""

from dataclasses import dataclass

from django.db.models import Q

from ringback.base.accounts import rules
from ringback.base.accounts.models import Grant, Member, Role


@dataclass(frozen=True, slots=True)
class MemberContact:
    """How a member is addressed."""

    name: str
    email: str


def contact_of(organisation_id: int, member_id: int) -> MemberContact | None:
    """How to reach an active member of the organisation; None for anybody else."""
    members = Member.objects.filter(pk=member_id, organisation_id=organisation_id, active=True, user__is_active=True)
    member = members.select_related("user").first()
    return None if member is None else MemberContact(str(member.user), member.user.email)


def member_names(organisation_id: int, *, gone_too: bool = False) -> dict[int, str]:
    """The organisation's active members by id, in the order of their names; `gone_too`: also those who left."""
    members = Member.objects.filter(organisation_id=organisation_id).select_related("user")
    if not gone_too:
        members = members.filter(active=True, user__is_active=True)
    return dict(sorted(((member.pk, str(member.user)) for member in members), key=lambda pair: pair[1].lower()))


def leads_of(organisation_id: int) -> list[int]:
    """The active members who lead the whole organisation: its leads, or its owners and admins where it has none."""
    grants = Grant.objects.filter(
        member__organisation_id=organisation_id,
        member__active=True,
        member__user__is_active=True,
        scope=rules.ORGANISATION,
        role__in=(Role.LEAD, Role.ADMIN, Role.OWNER),
    )
    found = sorted(grants.values_list("member_id", "role"))
    leads = {member_id for member_id, role in found if role == Role.LEAD}
    return sorted(leads or {member_id for member_id, _role in found})


def who_may(organisation_id: int, permission: str, *scopes: tuple[str, int]) -> list[int]:
    """The active members who may do something in one of `scopes` (("site", 5), ("group", 3)); without any: anywhere."""
    roles = [role for role, permissions in rules.PERMISSIONS.items() if permission in permissions]
    grants = Grant.objects.filter(
        member__organisation_id=organisation_id, member__active=True, member__user__is_active=True, role__in=roles
    )
    if scopes:
        reaching = Q(scope=rules.ORGANISATION)
        for scope, scope_id in scopes:
            reaching |= Q(scope=scope, scope_id=scope_id)
        grants = grants.filter(reaching)
    return sorted(set(grants.values_list("member_id", flat=True)))
