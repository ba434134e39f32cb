"""Taking a second factor away from whoever has lost it, or whose was sealed with a key that is lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.models import Member, User
from ringback.base.accounts.services.actors import Actor, grants_of, require
from ringback.base.accounts.services.auditing import audit
from ringback.base.accounts.services.team import locked_member, require_may_hand_out
from ringback.base.database.sealed import SealError, unseal
from ringback.base.kit.errors import ConflictError, NotFoundError


def take_second_factor(actor: Actor, member_id: int) -> None:
    """Let another member sign in by password alone, until they set up a new second factor.

    Raises NotFoundError; NotAllowedError for an owner unless the actor is one; ConflictError for oneself, and for who
    is a member elsewhere too: theirs is for the operator to take (`ringback manage second_factor EMAIL`).
    """
    require(actor, "team.edit")
    with transaction.atomic():
        member = locked_member(actor, member_id)
        require_may_hand_out(actor, set(grants_of(member_id)))
        if member_id == actor.member_id:
            raise ConflictError(_("Change your own second factor under your account."))
        if Member.objects.filter(user_id=member.user_id, active=True).exclude(pk=member_id).exists():
            raise ConflictError(_("They belong to another organisation too: who runs this installation can take it."))
        Authenticator.objects.filter(user_id=member.user_id).delete()
        audit(actor, "second_factor.taken", f"member {member_id}")


def take_second_factor_of(email: str) -> int:
    """The same for anybody, by whoever runs the installation; how many factors there were. Raises NotFoundError."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise NotFoundError(_("Nobody signs in with this address."))
    gone: int = Authenticator.objects.filter(user=user).delete()[0]
    return gone


def is_unreadable(factor: Authenticator) -> bool:
    """Whether what it is checked with was sealed with a key that is not here."""
    sealed = [factor.data[name] for name in ("secret", "seed") if name in factor.data]
    try:
        for text in (*sealed, *(factor.data.get("migrated_codes") or ())):
            unseal(text)
    except SealError:
        return True
    return False
