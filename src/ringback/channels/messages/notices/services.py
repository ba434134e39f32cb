"""A member's notices: how many are unseen, the list, and seeing them."""

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.models import Notice

MOST_ROWS = 100
MOST_COUNTED = 99


def unseen(actor: Actor) -> int:
    """How many notices the member has not seen, at most 99."""
    return _own(actor).filter(seen_at=None)[:MOST_COUNTED].count()


def newest(actor: Actor) -> list[Notice]:
    """The member's newest notices, at most 100."""
    return list(_own(actor).order_by("-created_at", "-id")[:MOST_ROWS])


def see(actor: Actor, notice_id: int) -> Notice:
    """Note that the member has seen one of their notices. Raises NotFoundError."""
    notice = _own(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFoundError("There is no such notice.")
    _see(actor, _own(actor).filter(pk=notice_id))
    return notice


def see_all(actor: Actor) -> None:
    """Note that the member has seen all of their notices."""
    _see(actor, _own(actor))


def _see(actor: Actor, notices: QuerySet[Notice]) -> None:
    if notices.filter(seen_at=None).update(seen_at=clock.now()):
        doorbell.ring("desk", organisation=actor.organisation_id, member=actor.member_id, what="notices")


def _own(actor: Actor) -> QuerySet[Notice]:
    """Only one's own: not even an owner reads another's."""
    if actor.member_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(organisation_id=actor.organisation_id, member_id=actor.member_id, on_desk=True)
