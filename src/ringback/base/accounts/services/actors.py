"""Who is acting, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ringback.base.accounts import rules
from ringback.base.accounts.models import Grant, Member, User
from ringback.base.accounts.rules import GrantValue, Reach
from ringback.base.kit.errors import NotAllowedError, NotFoundError


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting within one organisation; services are handed one and check its grants.

    `member_id` and `user_id` are None for the system itself. `via` is the prefix of the API token in use, or "".
    """

    organisation_id: int
    member_id: int | None
    user_id: int | None
    name: str
    grants: tuple[GrantValue, ...]
    via: str = ""

    def may(self, permission: str, *scopes: tuple[str, int]) -> bool:
        """As `rules.may`, for templates and views; services call `require`."""
        return rules.may(self.grants, permission, *scopes)

    def reach(self, permission: str) -> Reach:
        """As `rules.reach`: what a list may show."""
        return rules.reach(self.grants, permission)


def grants_of(member_id: int) -> tuple[GrantValue, ...]:
    """The member's grants as plain values."""
    rows = Grant.objects.filter(member_id=member_id).order_by("id")
    return tuple(GrantValue(*row) for row in rows.values_list("role", "scope", "scope_id"))


def actor_of_member(member: Member, via: str = "") -> Actor:
    """The actor that `member` is; its user must be loaded. Does not ask whether the member is still active."""
    return Actor(member.organisation_id, member.pk, member.user_id, str(member.user), grants_of(member.pk), via)


def actor_for(user: User, organisation_id: int | None = None) -> Actor:
    """`user` in `organisation_id`, or in the first organisation they belong to.

    Raises NotFoundError when they are no active member there, or nowhere.
    """
    members = Member.objects.filter(user=user, active=True, user__is_active=True).select_related("user")
    if organisation_id is not None:
        members = members.filter(organisation_id=organisation_id)
    member = members.order_by("id").first()
    if member is None:
        raise NotFoundError(_("You are not a member of this organisation."))
    return actor_of_member(member)


def email_of(actor: Actor) -> str:
    """The actor's own e-mail address. Raises NotFoundError for the system, which has none."""
    mine = User.objects.none() if actor.user_id is None else User.objects.filter(id=actor.user_id)
    address = mine.values_list("email", flat=True).first()
    if address is None:
        raise NotFoundError(_("The system has no address."))
    return address


def system_actor(organisation_id: int) -> Actor:
    """The system itself, acting within an organisation without anybody's asking."""
    return Actor(organisation_id, None, None, "Ringback", (GrantValue("owner"),))


def acting_for(actor: Actor) -> Actor:
    """The house in the actor's name: for what follows by itself from something that they were allowed to do."""
    return replace(system_actor(actor.organisation_id), member_id=actor.member_id, name=actor.name)


def require(actor: Actor, permission: str, *scopes: tuple[str, int]) -> None:
    """Pass if `rules.may` says so for the actor's grants, otherwise raise NotAllowedError."""
    if not rules.may(actor.grants, permission, *scopes):
        raise NotAllowedError(_("Your role does not allow this. Ask an owner or admin of your organisation."))


def require_reach(actor: Actor, permission: str) -> Reach:
    """Where `permission` holds for the actor. Raises NotAllowedError when it holds nowhere."""
    where = rules.reach(actor.grants, permission)
    if not where:
        raise NotAllowedError(_("Your role does not allow this. Ask an owner or admin of your organisation."))
    return where


def may_somewhere(grants: Iterable[GrantValue], permission: str) -> bool:
    """Whether `permission` holds in any scope: enough to open a page whose list is then narrowed."""
    return bool(rules.reach(grants, permission))
