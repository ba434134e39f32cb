"""Members of an organisation in tests of promises, and what they were told."""

from collections.abc import Callable

from ringback.base.accounts.models import Grant, Member, Organisation
from ringback.base.accounts.services import Actor, actor_of_member
from ringback.core.promises.models import Promise
from ringback.core.promises.services import NOTICE
from tests.integration.accounts import scene

Make = Callable[..., Promise]


def joins(organisation: Organisation, name: str, role: str = "agent") -> Actor:
    """A new member of the organisation."""
    member = Member.objects.create(organisation=organisation, user=scene.user(name))
    Grant.objects.create(member=member, role=role)
    return actor_of_member(member)


def told(actor: Actor) -> list[str]:
    """What the member was told, in order."""
    notices = Promise.objects.filter(kind=NOTICE, owner_id=actor.member_id).order_by("id")
    return [notice.content["what"] for notice in notices]
