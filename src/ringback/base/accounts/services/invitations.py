"""Inviting people into an organisation by e-mail."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ringback.base.accounts import rules
from ringback.base.accounts.models import Grant, Invitation, Member, Organisation, User
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services.actors import Actor, actor_of_member, require
from ringback.base.accounts.services.auditing import audit
from ringback.base.accounts.services.scopes import check_grant
from ringback.base.accounts.services.team import require_may_hand_out
from ringback.base.accounts.services.tokens import hashed
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.ids import secret_token


@dataclass(frozen=True, slots=True)
class Offer:
    """An open invitation, as the one who holds its link sees it."""

    organisation_id: int
    organisation: str
    email: str
    role: str
    expires_at: datetime


def invite(actor: Actor, email: str, grant: GrantValue) -> tuple[Invitation, str]:
    """Keep a place for `email` and mail its link; returns the invitation and the link, which works once.

    An older open invitation of the same address is withdrawn. The mail is sent after the commit; that it
    fails is logged by Django and shows in nothing here, so the link is returned for the inviter to pass on.
    """
    require(actor, "team.edit")
    email = _checked_email(email)
    check_grant(actor.organisation_id, grant)
    token = secret_token()
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(id=actor.organisation_id)
        require_may_hand_out(actor, {grant})
        if Member.objects.filter(organisation=organisation, user__email=email, active=True).exists():
            raise FieldError("email", _("This person is already a member."), _("Change their role in the list."))
        now = clock.now()
        _open_ones(organisation.pk).filter(email=email).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=grant.role,
            scope=grant.scope,
            scope_id=grant.scope_id,
            token_hash=hashed(token),
            invited_by_id=actor.member_id,
            created_at=now,
            expires_at=now + rules.INVITATION_LASTS,
        )
        audit(actor, "invitation.made", f"invitation {invitation.pk}", role=grant.role)
        link = settings.PUBLIC_URL + reverse("accounts:accept", args=[token])
        transaction.on_commit(lambda: _mail(organisation, actor.name, email, link), robust=True)
    return invitation, link


def withdraw_invitation(actor: Actor, invitation_id: int) -> None:
    """Take an open invitation back. Raises ConflictError when it was accepted meanwhile."""
    require(actor, "team.edit")
    with transaction.atomic():
        ours = Invitation.objects.filter(pk=invitation_id, organisation_id=actor.organisation_id)
        if not ours.exists():
            raise NotFoundError(_("There is no such invitation."))
        if ours.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now()) == 1:
            audit(actor, "invitation.withdrawn", f"invitation {invitation_id}")
        elif ours.exclude(accepted_at=None).exists():
            raise ConflictError(_("This invitation was accepted meanwhile."))


def read_invitation(token: str) -> Offer:
    """What the link offers. Raises NotFoundError when it is unknown, used, withdrawn or too old."""
    invitation = _living(token).select_related("organisation").first()
    if invitation is None:
        raise NotFoundError(_("This invitation is no longer open. Ask for a new one."))
    return Offer(
        organisation_id=invitation.organisation_id,
        organisation=invitation.organisation.name,
        email=invitation.email,
        role=invitation.get_role_display(),
        expires_at=invitation.expires_at,
    )


def accept_invitation(user: User, token: str) -> Member:
    """Make `user` a member as the invitation says; it works once, for the address it was sent to.

    Raises NotFoundError when it is not open (any more), ConflictError when it is for another address.
    """
    with transaction.atomic():
        invitation = _living(token).select_for_update().first()
        if invitation is None:
            raise NotFoundError(_("This invitation is no longer open. Ask for a new one."))
        if user.email.lower() != invitation.email:
            raise ConflictError(_("This invitation is for another e-mail address. Sign in with that one."))
        if _living(token).update(accepted_at=clock.now()) != 1:
            raise NotFoundError(_("This invitation is no longer open. Ask for a new one."))
        member, _made = Member.objects.update_or_create(
            organisation_id=invitation.organisation_id, user=user, defaults={"active": True}
        )
        Grant.objects.get_or_create(
            member=member, role=invitation.role, scope=invitation.scope, scope_id=invitation.scope_id
        )
        audit(actor_of_member(member), "invitation.accepted", f"invitation {invitation.pk}")
    return member


def _living(token: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        token_hash=hashed(token), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )


def _open_ones(organisation_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(organisation_id=organisation_id, accepted_at=None, withdrawn_at=None)


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise FieldError("email", _("This is not an e-mail address."), _("Type it as name@example.org.")) from error
    return email


def _mail(organisation: Organisation, inviter: str, email: str, link: str) -> None:
    values = {
        "organisation": organisation.name,
        "inviter": inviter,
        "link": link,
        "public_url": settings.PUBLIC_URL,
    }
    with translation.override(organisation.language):
        send_mail(
            subject=_("Join %(name)s on Ringback") % {"name": " ".join(organisation.name.split())},
            message=render_to_string("accounts/mail/invitation.txt", values),
            from_email=None,
            recipient_list=[email],
        )
