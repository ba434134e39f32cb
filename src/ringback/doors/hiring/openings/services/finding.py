"""Openings within somebody's reach, and the public ones."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require, require_reach
from ringback.base.kit.errors import NotFoundError
from ringback.doors.hiring.openings.models import Opening, Stage


def openings_of(actor: Actor, permission: str = "hiring.see") -> QuerySet[Opening]:
    """The organisation's openings within the actor's reach, the newest first. Raises NotAllowedError without any."""
    reach = require_reach(actor, permission)
    found = Opening.objects.filter(organisation_id=actor.organisation_id)
    if not reach.everywhere:
        found = found.filter(id__in=reach.ids("opening"))
    return found.order_by("-created_at", "-id")


def opening_of(actor: Actor, opening_id: int, permission: str = "hiring.see", *, locked: bool = False) -> Opening:
    """One opening of the actor's organisation. Raises NotFoundError, or NotAllowedError when out of reach.

    `locked`: until the caller's transaction ends.
    """
    rows = Opening.objects.select_for_update(of=("self",)) if locked else Opening.objects.all()
    found = rows.filter(organisation_id=actor.organisation_id, id=opening_id).first()
    if found is None:
        raise NotFoundError(_("There is no such opening."))
    require(actor, permission, ("opening", opening_id))
    return found


def stages_of(opening_id: int) -> list[Stage]:
    """The stages of an opening, in order."""
    return list(Stage.objects.filter(opening_id=opening_id).order_by("position", "id"))


def public_opening(token: str) -> Opening:
    """The opening behind its public address, open or closed, never a draft. Raises NotFoundError."""
    shown = Opening.objects.select_related("organisation").exclude(state=Opening.State.DRAFT)
    found = shown.filter(token=token).first()
    if found is None:
        raise NotFoundError("There is no such opening.")
    return found


def opening_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, title) of the organisation's openings, for grants that reach one opening only."""
    rows = Opening.objects.filter(organisation_id=organisation_id)
    return list(rows.order_by("title", "id").values_list("id", "title"))
