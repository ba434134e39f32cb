"""The link to a candidate's own page: good for one application, for a while, dead once they were erased."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from ringback.base.edge.signed_links import SignedLinks
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.hiring.candidates.models import Application

LASTS = timedelta(days=365)
_links = SignedLinks("hiring status")


def status_url(application: Application) -> str:
    """The whole address of the page on which the candidate sees when their answer is due."""
    return settings.PUBLIC_URL + reverse("jobs:status", args=[write(application)])


def write(application: Application) -> str:
    """What stands in the address."""
    return _links.write(application.pk, application.token, clock.now() + LASTS)


def read(link: str) -> Application:
    """The application behind a link. Raises NotFoundError, alike for every kind of wrong link."""
    rows = Application.objects.select_related("opening", "stage").filter(person__isnull=False)
    found = rows.filter(pk=_links.number_in(link) or 0).first()
    if found is None or not _links.is_good(link, found.token, clock.now()):
        raise NotFoundError("There is no such page.")
    return found
