"""Lists that pages show: members, invitations, tokens, the audit log. Read-only."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q

from ringback.base.accounts.models import ApiToken, AuditEntry, Grant, Invitation, Member
from ringback.base.accounts.services import Actor, require, scope_choices
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError

AUDIT_PAGE = 50


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in words: the role's label, and the name of the site or hunt group, "" for the whole organisation."""

    role: str
    label: str
    reach: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member, as the team list shows them."""

    id: int
    name: str
    email: str
    grants: list[GrantRow]
    second_factor: bool
    last_login: datetime | None
    joined_at: datetime
    is_self: bool


def members(actor: Actor) -> list[MemberRow]:
    """The active members of the actor's organisation, owners first, then by name."""
    require(actor, "team.edit")
    names = _scope_names(actor.organisation_id)
    rows = [_member_row(actor, member, names) for member in _members(actor)]
    return sorted(rows, key=lambda row: (all(grant.role != "owner" for grant in row.grants), row.name.lower()))


def member(actor: Actor, member_id: int) -> MemberRow:
    """One active member of the actor's organisation. Raises NotFoundError."""
    require(actor, "team.edit")
    found = _members(actor).filter(pk=member_id).first()
    if found is None:
        raise NotFoundError("There is no such member.")
    return _member_row(actor, found, _scope_names(actor.organisation_id))


def open_invitations(actor: Actor) -> list[Invitation]:
    """Invitations that nobody has taken up or taken back, the newest first; some may be too old by now."""
    require(actor, "team.edit")
    waiting = Invitation.objects.filter(
        organisation_id=actor.organisation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    return list(waiting.select_related("invited_by__user").order_by("-created_at"))


def living_tokens(actor: Actor) -> list[ApiToken]:
    """The tokens that still open something: one's own, and everybody's for those who run the team."""
    mine = Q() if actor.may("team.edit") else Q(member_id=actor.member_id)
    living = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    tokens = ApiToken.objects.filter(mine, living, organisation_id=actor.organisation_id, revoked_at=None)
    return list(tokens.select_related("member__user").order_by("-created_at"))


def audit_page(actor: Actor, number: int) -> "Page[AuditEntry]":
    """One page of the organisation's audit log, newest first; a number beyond the end is the last page."""
    require(actor, "audit.see")
    entries = AuditEntry.objects.filter(organisation_id=actor.organisation_id).select_related("member__user")
    return Paginator(entries.order_by("-at", "-id"), AUDIT_PAGE).get_page(number)


def _members(actor: Actor):  # type: ignore[no-untyped-def]
    second = Authenticator.objects.filter(user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP)
    grants = Prefetch("grants", Grant.objects.order_by("id"))
    active = Member.objects.filter(organisation_id=actor.organisation_id, active=True, user__is_active=True)
    return active.annotate(second_factor=Exists(second)).select_related("user").prefetch_related(grants)


def _member_row(actor: Actor, member: Member, names: dict[tuple[str, int], str]) -> MemberRow:
    grants = [
        GrantRow(grant.role, grant.get_role_display(), names.get((grant.scope, grant.scope_id), grant.scope))
        for grant in member.grants.all()
    ]
    return MemberRow(
        id=member.pk,
        name=str(member.user),
        email=member.user.email,
        grants=grants,
        second_factor=bool(getattr(member, "second_factor", False)),
        last_login=member.user.last_login,
        joined_at=member.created_at,
        is_self=member.pk == actor.member_id,
    )


def _scope_names(organisation_id: int) -> dict[tuple[str, int], str]:
    named = {(scope, number): name for scope, number, name in scope_choices(organisation_id)}
    return named | {("organisation", 0): ""}
