"""Who asked for a call on a site: for those who write to them later (MISSION W23)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.services.sites import site_choices

ANY = "any"


def visited_choices(organisation_id: int) -> list[tuple[str, str]]:
    """Any site of the organisation, or each of them by its id."""
    return [(ANY, _("any site")), *((str(number), name) for number, name in site_choices(organisation_id))]


def persons_of(organisation_id: int, value: str) -> QuerySet[Any, Any]:
    """The ids of persons who asked there, as a query."""
    rows = CallbackRequest.objects.filter(organisation_id=organisation_id, person__isnull=False)
    if value != ANY:
        rows = rows.filter(site_id=int(value) if value.isdecimal() else 0)
    return rows.values("person_id")
