"""Applications within somebody's reach, and how their candidates are reached."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit.errors import NotFoundError
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.openings.services import opening_of


@dataclass(frozen=True, slots=True)
class Contact:
    """How a candidate is reached: as they said with the application. `zone` is theirs, else the opening's."""

    name: str
    email: str
    phone: str
    zone: str
    language: str


def applications_of(actor: Actor, opening_id: int) -> QuerySet[Application]:
    """The applications for an opening, the newest first. Raises NotFoundError, NotAllowedError."""
    opening_of(actor, opening_id)
    return Application.objects.filter(opening_id=opening_id).order_by("-applied_at", "-id")


def application_of(
    actor: Actor, application_id: int, permission: str = "hiring.see", *, locked: bool = False
) -> Application:
    """One application with its opening and stage. Raises NotFoundError, or NotAllowedError when out of reach.

    `locked`: until the caller's transaction ends.
    """
    rows = Application.objects.select_related("opening", "stage")
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(organisation_id=actor.organisation_id, id=application_id).first()
    if found is None:
        raise NotFoundError(_("There is no such application."))
    require(actor, permission, ("opening", found.opening_id))
    return found


def contact_of(application: Application) -> Contact:
    """How the candidate is reached; empty where they were erased."""
    return Contact(
        application.name,
        application.email,
        application.phone,
        application.zone or application.opening.zone,
        application.language or application.opening.language,
    )
