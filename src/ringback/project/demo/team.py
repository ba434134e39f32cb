"""Members of the demo's firm beside its owner; nobody signs in as them."""

from ringback.base.accounts.models import Grant, Member, Scope, User
from ringback.base.accounts.services import Actor, actor_of_member


def join(actor: Actor, name: str, role: str, scope: str = Scope.ORGANISATION, scope_id: int = 0) -> Actor:
    """Make somebody a member of the actor's organisation, with an address made of their name."""
    email = f"{name.lower().replace(' ', '.')}@northwind.example"
    user = User.objects.create_user(email, None, name=name)
    member = Member.objects.create(organisation_id=actor.organisation_id, user=user)
    Grant.objects.create(member=member, role=role, scope=scope, scope_id=scope_id)
    return actor_of_member(member)
