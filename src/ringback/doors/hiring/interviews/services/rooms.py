"""Rooms in which interviews are held."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require, require_reach
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.interviews.models import Room

MOST = 200


def rooms_of(actor: Actor) -> list[Room]:
    """The organisation's rooms by name, without those that are gone."""
    require_reach(actor, "hiring.see")
    return list(Room.objects.filter(organisation_id=actor.organisation_id, gone=False).order_by("name"))


def add_room(actor: Actor, name: str) -> Room:
    """Add a room, or take back one that was gone. Raises FieldError."""
    require(actor, "hiring.edit")
    name = one_line(name, 60)
    if not name:
        raise FieldError("name", _("A room needs a name."), _("Use what stands on its door."))
    if len(rooms_of(actor)) >= MOST:
        raise FieldError("name", _("There are too many rooms."), _("Take one away first."))
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Room.objects.create(organisation_id=actor.organisation_id, name=name)
        except IntegrityError:
            made = Room.objects.get(organisation_id=actor.organisation_id, name=name)
            made.gone = False
            made.save(update_fields=["gone"])
        audit(actor, "interview_room.added", f"room {made.pk}")
    return made


def remove_room(actor: Actor, room_id: int) -> None:
    """Offer a room no more; interviews in it stay there. Raises NotFoundError."""
    require(actor, "hiring.edit")
    mine = Room.objects.filter(organisation_id=actor.organisation_id, id=room_id, gone=False)
    with transaction.atomic():
        if not mine.update(gone=True):
            raise NotFoundError(_("There is no such room."))
        audit(actor, "interview_room.removed", f"room {room_id}")
