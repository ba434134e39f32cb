"""Members and their grants. An organisation always keeps an owner."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts import rules
from ringback.base.accounts.models import ApiToken, Grant, Invitation, Member, Organisation, Role, Scope, User
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services.actors import Actor, grants_of, require
from ringback.base.accounts.services.auditing import audit
from ringback.base.accounts.services.scopes import check_grant
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError

MemberHandler = Callable[[int], None]

_on_removal: list[MemberHandler] = []


def when_member_removed(handler: MemberHandler) -> None:
    """Let `handler(member_id)` run in the transaction that ends a membership, so that what hung on it ends too.

    Called once at start by slices above (voice switches the member's phones off).
    """
    if handler not in _on_removal:
        _on_removal.append(handler)


def change_grants(actor: Actor, member_id: int, grants: Sequence[GrantValue]) -> None:
    """Give the member exactly these grants, at least one.

    Only owners make or unmake owners. Raises ConflictError if the last owner would be gone.
    """
    require(actor, "team.edit")
    wanted = set(grants)
    if not wanted:
        raise FieldError("role", _("A member needs a role."), _("Choose one, or remove the member."))
    for grant in wanted:
        check_grant(actor.organisation_id, grant)
    with transaction.atomic():
        member = locked_member(actor, member_id)
        had = set(grants_of(member.pk))
        require_may_hand_out(actor, had ^ wanted)
        if had != wanted:
            _replace(member, had, wanted)
            _require_owner_left(actor.organisation_id)
            audit(actor, "member.grants_changed", f"member {member.pk}", grants=_named(wanted), were=_named(had))


def remove_member(actor: Actor, member_id: int) -> None:
    """End a membership: grants and tokens end with it, and the invitations they made. One may always leave oneself.

    Raises ConflictError if the last owner would be gone. The row stays, so that history keeps its names.
    """
    if member_id != actor.member_id:
        require(actor, "team.edit")
    with transaction.atomic():
        member = locked_member(actor, member_id)
        if member_id != actor.member_id:
            require_may_hand_out(actor, set(grants_of(member.pk)))
        now = clock.now()
        Member.objects.filter(pk=member.pk).update(active=False)
        Grant.objects.filter(member=member).delete()
        ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=now)
        made = Invitation.objects.filter(invited_by=member, accepted_at=None, withdrawn_at=None)
        made.update(withdrawn_at=now)
        _require_owner_left(actor.organisation_id)
        for handler in _on_removal:
            handler(member.pk)
        audit(actor, "member.removed", f"member {member.pk}")


def rename_user(user: User, name: str) -> None:
    """Change one's own name, in every organisation one belongs to."""
    user.name = " ".join(name.split())[:120]
    user.save(update_fields=["name"])


def locked_member(actor: Actor, member_id: int) -> Member:
    """The active member, with the organisation's team locked until the transaction ends."""
    Organisation.objects.select_for_update().get(id=actor.organisation_id)
    member = Member.objects.filter(pk=member_id, organisation_id=actor.organisation_id, active=True).first()
    if member is None:
        raise NotFoundError(_("There is no such member."))
    return member


def require_may_hand_out(actor: Actor, grants: set[GrantValue]) -> None:
    """Raise NotAllowedError if one of `grants` is not the actor's to give or take, by the grants they have now."""
    own = actor.grants if actor.member_id is None else grants_of(actor.member_id)
    if not all(rules.may_hand_out(own, grant.role) for grant in grants):
        raise NotAllowedError(_("Only an owner may make or change an owner."))


def _replace(member: Member, had: set[GrantValue], wanted: set[GrantValue]) -> None:
    for old in had - wanted:
        Grant.objects.filter(member=member, role=old.role, scope=old.scope, scope_id=old.scope_id).delete()
    Grant.objects.bulk_create(
        Grant(member=member, role=new.role, scope=new.scope, scope_id=new.scope_id) for new in wanted - had
    )


def _require_owner_left(organisation_id: int) -> None:
    owners = Grant.objects.filter(
        member__organisation_id=organisation_id,
        member__active=True,
        member__user__is_active=True,
        role=Role.OWNER,
        scope=Scope.ORGANISATION,
    )
    if not owners.exists():
        raise ConflictError(_("This is the last owner. Make somebody else an owner first."))


def _named(grants: set[GrantValue]) -> list[str]:
    return sorted(f"{grant.role} of {grant.scope} {grant.scope_id or ''}".strip() for grant in grants)
