"""Organisations of one: what somebody opens for themselves alone, and deletes again with everything in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.models import Grant, Member, Organisation, User
from ringback.base.accounts.rules import OWN_ALONE
from ringback.base.accounts.services.actors import Actor, actor_of_member
from ringback.base.accounts.services.auditing import audit
from ringback.base.accounts.services.organisations import checked, tell_opened
from ringback.base.kit import money
from ringback.base.kit.errors import NotAllowedError


def open_alone(user: User, role: str, name: str, country: str, zone: str, language: str) -> Member:
    """Open an organisation for `user` alone, who owns nothing in it but what `role` gives: nobody can be invited.

    Raises FieldError for a value that cannot be, NotAllowedError before the installation has its first organisation.
    """
    values = checked(name, country, zone, language, money.USUAL)
    with transaction.atomic():
        if not Organisation.objects.exists():
            raise NotAllowedError(_("This installation is not set up yet. Come back later."))
        organisation = Organisation.objects.create(**values)
        member = Member.objects.create(organisation=organisation, user=user)
        Grant.objects.create(member=member, role=role)
        audit(actor_of_member(member), "organisation.opened", f"organisation {organisation.pk}", role=role)
        tell_opened(organisation.pk)
    return member


def delete_alone(actor: Actor) -> None:
    """Delete the organisation that the actor opened for themselves alone, and every row that hangs on it.

    Their user goes too, unless they belong to another organisation. Raises NotAllowedError for any other organisation.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(id=actor.organisation_id)
        members = list(Member.objects.filter(organisation=organisation))
        roles = set(Grant.objects.filter(member__in=members).values_list("role", flat=True))
        if [one.pk for one in members] != [actor.member_id] or not roles or not roles <= OWN_ALONE:
            raise NotAllowedError(_("This organisation is not yours alone."))
        organisation.delete()
        mine = User.objects.filter(pk=actor.user_id or 0, is_superuser=False, is_staff=False)
        mine.exclude(memberships__active=True).delete()
